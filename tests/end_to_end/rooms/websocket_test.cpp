// The stream of a room (protocol, section 8): what was, and then what happens.
#include <catch2/catch.hpp>
#include <set>
#include <thread>

#include "support/process/fake_bot.hpp"
#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

namespace {

/// The ids of the messages up to the one with this text.
std::vector<int> ids_until(WebSocketClient& socket, const std::string& text) {
    std::vector<int> ids;
    for (;;) {
        auto event = socket.next_event();
        if (event.at("kind") != "message") continue;
        ids.push_back(event.at("data").at("id").get<int>());
        if (event.at("data").at("text") == text) return ids;
    }
}

}  // namespace

TEST_CASE("a stream begins with the clear, the bots by id, and the messages in their order, and goes on live") {
    ServerProcess server;
    Room room(server.port(), "r");
    room.say("gone");
    room.clear_messages();
    auto second = room.act("bot", {{"id", 20}, {"room", "r"}, {"name", "n"}, {"responds_to", "x"}});
    auto first = room.act("bot", {{"id", 10}, {"room", "r"}, {"name", "m"}, {"url", "u"}});
    room.act("bot", {{"id", 15}, {"room", "elsewhere"}, {"name", "m"}});
    auto one = room.say("one");
    Room(server.port(), "elsewhere").say("not here");
    auto two = room.say("two");

    WebSocketClient socket(server.port(), "/ws/r");
    auto next = [&] { return socket.next_event(); };
    CHECK(next() == Json{{"kind", "clear_messages"}, {"data", Json::object()}});
    CHECK(next() == Json{{"kind", "put_bot"}, {"data", first}});
    CHECK(next() == Json{{"kind", "put_bot"}, {"data", second}});
    CHECK(next() == Json{{"kind", "message"}, {"data", one}});
    CHECK(next() == Json{{"kind", "message"}, {"data", two}});
    Room(server.port(), "elsewhere").say("not here either");
    auto three = room.say("three");
    CHECK(next() == Json{{"kind", "message"}, {"data", three}});
    room.remove(10);
    CHECK(next() == Json{{"kind", "delete_bot"}, {"data", first}});
    room.clear_messages();
    CHECK(next() == Json{{"kind", "clear_messages"}, {"data", Json::object()}});
}

TEST_CASE("events are text frames of compact JSON with kind and data") {
    ServerProcess server;
    WebSocketClient socket(server.port(), "/ws/r");
    auto posted =
        HttpClient(server.port()).post("/api/actions/message", {{"room", "r"}, {"author", "ä"}, {"text", "😀"}});
    auto frame = socket.next_frame();
    CHECK(frame.opcode == WebSocketClient::text);
    CHECK(frame.payload == R"({"kind":"message","data":)" + posted.body + "}");
}

TEST_CASE("a stream begins after since, and a bad since counts as absent") {
    ServerProcess server;
    Room room(server.port(), "r");
    for (int id = 1; id <= 5; ++id) room.say("hello");
    room.say("end");
    const std::vector<int> all{1, 2, 3, 4, 5, 6};
    auto [query, ids] = GENERATE_COPY(table<std::string, std::vector<int>>({
        {"", all},
        {"?", all},
        {"?since=0", all},
        {"?since=-1", all},
        {"?since=3", {4, 5, 6}},
        {"?since=%2B3", {4, 5, 6}},
        {"?since=+0_3+", {4, 5, 6}},
        {"?since=1&since=5", {6}},
        {"?other=1&since=5", {6}},
        {"?since=", all},
        {"?since=3.0", all},
        {"?since=undefined", all},
        {"?since=%FF", all},
        {"?last=2", {5, 6}},
        {"?last=6", all},
        {"?last=600", all},
        {"?last=99999999999999999999", all},
        {"?last=2&since=2", {5, 6}},
        {"?last=5&since=4", {5, 6}},
        {"?last=x", all},
    }));
    CAPTURE(query);
    WebSocketClient socket(server.port(), "/ws/r" + query);
    CHECK(ids_until(socket, "end") == ids);
}

TEST_CASE("a stream after the newest message, or of the last 0, is live only") {
    ServerProcess server;
    Room room(server.port(), "r");
    room.say("old");
    auto query = GENERATE(as<std::string>(), "?since=1", "?since=99", "?since=99999999999999999999999", "?last=0",
                          "?last=0&since=0");
    CAPTURE(query);
    WebSocketClient socket(server.port(), "/ws/r" + query);
    room.say("new");
    CHECK(socket.next_event().at("data").at("text") == "new");
}

TEST_CASE("a room's name in the path is percent-encoded UTF-8 with slashes") {
    ServerProcess server;
    auto [path, name] = GENERATE(table<std::string, std::string>({
        {"r", "r"},
        {"a/b", "a/b"},
        {"a%2Fb", "a/b"},
        {"%C3%BC", "ü"},
        {"%F0%9F%98%80", "😀"},
        {"a%20b", "a b"},
        {"a+b", "a+b"},
        {"a%2Bb", "a+b"},
        {"100%", "100%"},
        {"%3F%23", "?#"},
        {"a%00b", std::string("a\0b", 3)},
        {"a/", "a/"},
        {"/a", "/a"},
        {"..", ".."},
    }));
    CAPTURE(path);
    Room(server.port(), name).say("hello");
    WebSocketClient socket(server.port(), "/ws/" + path);
    CHECK(socket.next_event().at("data").at("room") == name);
}

TEST_CASE("a long room is replayed whole, and what happens meanwhile comes after it") {
    ServerProcess server;
    constexpr int count = 1200;
    std::string requests;
    for (int i = 0; i < count; ++i) {
        requests += request_text("POST", "/api/actions/message", R"({"room":"r","author":"a","text":"t"})");
    }
    auto poster = Socket::connect(server.port());
    REQUIRE(poster.send(requests));
    std::string received;
    for (int i = 0; i < count; ++i) REQUIRE(read_reply(poster, received).status == 200);

    WebSocketClient socket(server.port(), "/ws/r");
    Room(server.port(), "r").say("end");
    std::vector<int> expected;
    for (int id = 1; id <= count + 1; ++id) expected.push_back(id);
    CHECK(ids_until(socket, "end") == expected);
}

TEST_CASE("all sockets of a room get the identical stream") {
    ServerProcess server;
    FakeBot bot(answers({{"text", "heard you"}}));
    Room room(server.port(), "r");
    room.install("Listener", bot.url(), "hello");
    std::vector<std::unique_ptr<WebSocketClient>> sockets;
    for (int i = 0; i < 10; ++i) {
        sockets.push_back(std::make_unique<WebSocketClient>(server.port(), "/ws/r"));
        CHECK(sockets.back()->next_event().at("kind") == "put_bot");
    }
    std::vector<std::thread> people;
    for (int person = 0; person < 4; ++person) {
        people.emplace_back([&, person] {
            Room same(server.port(), "r");
            for (int i = 0; i < 10; ++i) {
                same.say("hello");
                if (person == 0) same.act("bot", {{"id", 100 + i}, {"room", "r"}, {"name", ""}});
                if (person == 1 && i % 3 == 0) same.clear_messages();
                if (person == 2 && i % 5 == 0) same.clear_state();
            }
        });
    }
    for (auto& person : people) person.join();
    room.say("end");

    std::set<std::vector<std::string>> streams;
    for (auto& socket : sockets) {
        std::vector<std::string> stream;
        do {
            stream.push_back(socket->next_frame().payload);
        } while (!holds(stream.back(), R"("text":"end")") && !stream.back().empty());
        streams.insert(stream);
    }
    REQUIRE(streams.size() == 1);
    CHECK(streams.begin()->size() == 4 * 10 * 2 + 10 + 4 + 1);
}

TEST_CASE("a message that a bot sends to another room is streamed there") {
    ServerProcess server;
    FakeBot bot(answers({{"text", "over here"}, {"room", "other"}}));
    Room room(server.port(), "r");
    room.install("Bot", bot.url(), ".");
    WebSocketClient here(server.port(), "/ws/r?since=0");
    WebSocketClient there(server.port(), "/ws/other");
    room.say("hello");
    CHECK(there.next_event().at("data").at("text") == "over here");
    room.remove(1);
    room.say("bye");
    here.wait_for("message", "hello");
    CHECK(here.next_event().at("kind") == "delete_bot");
    CHECK(here.next_event().at("data").at("text") == "bye");
}

TEST_CASE("a stream without activity=1 has none of the events that belong to it") {
    ServerProcess server;
    FakeBot bot(answers({{"text", "go on"}, {"state", 1}}));
    Room room(server.port(), "r");
    room.install("Bot", bot.url(), ".");
    WebSocketClient socket(server.port(), "/ws/r");
    room.say("one");
    room.say("two");
    std::vector<std::string> kinds;
    for (int i = 0; i < 5; ++i) kinds.push_back(socket.next_event().at("kind"));
    CHECK(kinds == std::vector<std::string>{"put_bot", "message", "message", "message", "message"});
}

TEST_CASE("a handshake elsewhere is 404, of an empty room 400, and a plain GET 426") {
    ServerProcess server;
    for (const std::string target :
         {"/", "/room", "/ws", "/wsx/room", "/api/messages?room=r", "/api/nothing", "/client/favicon.svg"}) {
        CAPTURE(target);
        auto reply = handshake(server.port(), target);
        CHECK(reply.status == 404);
        CHECK_FALSE(reply.message().empty());
    }
    for (const std::string target : {"/ws/", "/ws/?since=3"}) {
        CAPTURE(target);
        CHECK(handshake(server.port(), target).status == 400);
        CHECK(HttpClient(server.port()).get(target).status == 400);
    }
    auto plain = HttpClient(server.port()).get("/ws/room");
    CHECK(plain.status == 426);
    CHECK(plain.header("upgrade") == "websocket");
    CHECK_FALSE(plain.message().empty());
}

TEST_CASE("a refused handshake leaves its connection to other requests") {
    ServerProcess server;
    auto socket = Socket::connect(server.port());
    REQUIRE(socket.send(request_text("GET", "/room", {},
                                     {{"Connection", "Upgrade"},
                                      {"Upgrade", "websocket"},
                                      {"Sec-WebSocket-Version", "13"},
                                      {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}})));
    std::string received;
    CHECK(read_reply(socket, received).status == 404);
    REQUIRE(socket.send(request_text("GET", "/api/bots")));
    CHECK(read_reply(socket, received).body == "[]");
}

TEST_CASE("a handshake that is not one of RFC 6455 is refused, and says which version is spoken") {
    ServerProcess server;
    auto shake = [&](const Headers& headers) {
        Headers all{{"Connection", "keep-alive, Upgrade"}, {"Upgrade", "WebSocket"}};
        all.insert(all.end(), headers.begin(), headers.end());
        return exchange(server.port(), request_text("GET", "/ws/r", {}, all));
    };
    CHECK(shake({{"Sec-WebSocket-Version", "13"}, {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}}).status == 101);
    auto old = shake({{"Sec-WebSocket-Version", "8"}, {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}});
    CHECK(old.status / 100 == 4);
    CHECK(old.header("sec-websocket-version") == "13");
    CHECK(shake({{"Sec-WebSocket-Version", "13"}}).status == 400);
}
