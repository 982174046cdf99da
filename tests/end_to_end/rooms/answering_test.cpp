// When a POST is answered (protocol, section 4): after the bots, or at once with Prefer; and posting it again.
#include <catch2/catch.hpp>
#include <set>
#include <thread>

#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/thinking_bot.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

namespace {

Json message_body(const std::string& text, const std::string& room = "r") {
    return {{"room", room}, {"author", "Emmy"}, {"text", text}};
}

}  // namespace

TEST_CASE("a POST is answered once every bot has answered") {
    ServerProcess server;
    ThinkingBot bot;
    Room room(server.port(), "r");
    room.install("Thinker", bot.url(), ".");
    WebSocketClient live(server.port(), "/ws/r");

    auto socket = Socket::connect(server.port());
    REQUIRE(socket.send(request_text("POST", message_action, message_body("hello").dump())));
    auto shown = live.wait_for("message", "hello").at("data");  // stored and shown before the bot is asked
    bot.wait_for_requests();
    CHECK(room.messages().size() == 1);
    bot.let_go();
    std::string received;
    CHECK(read_reply(socket, received).json() == shown);
    CHECK(texts(room.messages()) == std::vector<std::string>{"hello", "thought about it"});
}

TEST_CASE("a POST that prefers not to wait is answered as soon as its message is stored") {
    ServerProcess server;
    ThinkingBot bot;
    Room room(server.port(), "r");
    room.install("Thinker", bot.url(), ".");
    WebSocketClient live(server.port(), "/ws/r");
    HttpClient client(server.port());

    auto prefer = GENERATE(as<std::string>(), "respond-async", "Respond-Async", "respond-async, wait=10",
                           "return=minimal,respond-async");
    auto reply = client.post(message_action, message_body("hello"), {{"Prefer", prefer}});
    CHECK(reply.status == 202);
    CHECK(reply.header("preference-applied") == "respond-async");
    CHECK(live.wait_for("message").at("data") == reply.json());
    bot.wait_for_requests();
    CHECK(client.get("/api/messages?room=r").body == "[" + reply.body + "]");
    bot.let_go();
    CHECK(live.wait_for("message").at("data").at("text") == "thought about it");
}

TEST_CASE("other preferences change nothing") {
    ServerProcess server;
    auto prefer =
        GENERATE(as<std::string>(), "", "return=minimal", "wait=10", "respond-asynchronously", "x=respond-async");
    auto reply = HttpClient(server.port()).post(message_action, message_body("hello"), {{"Prefer", prefer}});
    CHECK(reply.status == 200);
    CHECK(reply.header("preference-applied").empty());
}

TEST_CASE("a form that prefers not to wait is answered with {} at once") {
    ServerProcess server;
    ThinkingBot bot;
    Room room(server.port(), "r");
    auto id = room.install("Thinker", bot.url());
    Json form{{"room", "r"}, {"author", "Emmy"}, {"bot_id", id}, {"form_data", {{"a", 1}}}};
    auto reply = HttpClient(server.port()).post("/api/actions/message-form", form, {{"Prefer", "respond-async"}});
    CHECK(reply.status == 202);
    CHECK(reply.body == "{}");
    CHECK(reply.header("preference-applied") == "respond-async");
    bot.wait_for_requests();
    CHECK(room.messages().empty());
    bot.let_go();
    room.wait_until([](const auto& messages) { return messages.size() == 1; });
}

TEST_CASE("what a POST started goes on when its client hangs up") {
    ServerProcess server;
    ThinkingBot bot;
    Room room(server.port(), "r");
    room.install("Thinker", bot.url(), ".");
    auto socket = Socket::connect(server.port());
    REQUIRE(socket.send(request_text("POST", message_action, message_body("hello").dump())));
    bot.wait_for_requests();
    bool rudely = GENERATE(false, true);
    rudely ? socket.reset() : socket.close();
    bot.let_go();
    room.wait_until([](const auto& messages) { return messages.size() == 2; });
}

TEST_CASE("a message posted again under its key is not stored again") {
    ServerProcess server;
    FakeBot bot(answers({{"text", "heard you"}}));
    Room room(server.port(), "r");
    room.install("Listener", bot.url(), ".");
    WebSocketClient live(server.port(), "/ws/r");
    HttpClient client(server.port());
    Headers key{{"Idempotency-Key", GENERATE(as<std::string>(), "k", "6f1c-\"quoted\" ;,", std::string(200, 'k'))}};

    auto first = client.post(message_action, message_body("hello"), key);
    REQUIRE(first.status == 200);
    auto again = client.post(message_action, message_body("hello"), key);
    CHECK(again.status == 200);
    CHECK(again.body == first.body);
    // The key decides, and not the text; with or without waiting.
    auto waiting_for_nobody = key;
    waiting_for_nobody.emplace_back("Prefer", "respond-async");
    auto other_text = client.post(message_action, message_body("something else"), waiting_for_nobody);
    CHECK(other_text.status == 202);
    CHECK(other_text.body == first.body);

    CHECK(texts(room.messages()) == std::vector<std::string>{"hello", "heard you"});
    CHECK(bot.requests().size() == 1);
    room.say("end");
    for (const auto* text : {"hello", "heard you", "end"})
        CHECK(live.wait_for("message").at("data").at("text") == text);
}

TEST_CASE("another key, another room, or no key is another message") {
    ServerProcess server;
    HttpClient client(server.port());
    std::set<std::int64_t> ids;
    for (const std::string room : {"r", "other"}) {
        for (const std::string key : {"one", "two", "One"}) {
            ids.insert(client.post(message_action, message_body("t", room), {{"Idempotency-Key", key}})
                           .json()
                           .at("id")
                           .get<std::int64_t>());
        }
        for (int i = 0; i < 2; ++i)
            ids.insert(client.post(message_action, message_body("t", room)).json().at("id").get<std::int64_t>());
    }
    CHECK(ids.size() == 10);
}

TEST_CASE("a key of more than 200 bytes is refused") {
    ServerProcess server;
    auto reply =
        HttpClient(server.port()).post(message_action, message_body("t"), {{"Idempotency-Key", std::string(201, 'k')}});
    CHECK(reply.status == 400);
    CHECK(holds(reply.message(), "Idempotency-Key"));
    CHECK(Room(server.port(), "r").messages().empty());
}

TEST_CASE("a refused message does not use its key up") {
    ServerProcess server;
    HttpClient client(server.port());
    Headers key{{"Idempotency-Key", "k"}};
    CHECK(client.post(message_action, {{"room", "r"}, {"author", "a"}}, key).status == 400);
    CHECK(client.post(message_action, message_body("now complete"), key).json().at("text") == "now complete");
}

TEST_CASE("posts under one key at the same time store one message") {
    ServerProcess server;
    std::vector<Socket> sockets;
    for (int i = 0; i < 20; ++i) sockets.push_back(Socket::connect(server.port()));
    for (auto& socket : sockets) {
        REQUIRE(
            socket.send(request_text("POST", message_action, message_body("once").dump(), {{"Idempotency-Key", "k"}})));
    }
    std::set<std::string> answers_seen;
    for (auto& socket : sockets) {
        std::string received;
        answers_seen.insert(read_reply(socket, received).body);
    }
    CHECK(answers_seen.size() == 1);
    CHECK(Room(server.port(), "r").messages().size() == 1);
}

TEST_CASE("a key is remembered across a restart, and when the room is cleared") {
    TempFolder folder;
    ServerOptions options{.database = folder.file("necsus.db")};
    Headers key{{"Idempotency-Key", "k"}};
    std::string first;
    {
        ServerProcess server(options);
        first = HttpClient(server.port()).post(message_action, message_body("hello"), key).body;
        CHECK(server.stop() == 0);
    }
    ServerProcess server(options);
    CHECK(HttpClient(server.port()).post(message_action, message_body("hello"), key).body == first);
    Room room(server.port(), "r");
    CHECK(room.messages().size() == 1);
    room.clear_messages();
    CHECK(HttpClient(server.port()).post(message_action, message_body("hello"), key).body == first);
    CHECK(room.messages().empty());
}

TEST_CASE("a key is forgotten after its time") {
    ServerProcess server({.flags = {"--idempotency-time", "1"}});
    HttpClient client(server.port());
    Headers key{{"Idempotency-Key", "k"}};
    auto first = client.post(message_action, message_body("hello"), key).body;
    CHECK(client.post(message_action, message_body("hello"), key).body == first);
    auto deadline = std::chrono::steady_clock::now() + patience;
    while (client.post(message_action, message_body("hello"), key).body == first) {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    CHECK(Room(server.port(), "r").messages().size() == 2);
}
