// Clearing a room's messages and its state (protocol, sections 4 and 8).
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "support/process/fake_bot.hpp"
#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

namespace {}  // namespace

TEST_CASE("a cleared room is empty, ids go on, and other rooms keep theirs") {
    ServerProcess server;
    Room room(server.port(), "r");
    Room other(server.port(), "other");
    other.say("kept");
    room.say("one");
    auto last = id_of(room.say("two"));
    WebSocketClient live(server.port(), "/ws/r");
    live.wait_for("message", "two");
    WebSocketClient elsewhere(server.port(), "/ws/other");
    elsewhere.wait_for("message", "kept");

    auto reply = HttpClient(server.port()).post("/api/actions/clear-room-messages", {{"room", "r"}});
    CHECK(reply.status == 200);
    CHECK(reply.body == R"({"room":"r"})");
    CHECK(live.next_frame().payload == R"({"kind":"clear_messages","data":{}})");
    CHECK(room.messages().empty());
    CHECK(other.messages().size() == 1);

    auto next = room.say("three");
    CHECK(id_of(next) > last);
    CHECK(live.next_event().at("data") == next);
    CHECK(room.messages() == std::vector<Json>{next});
    other.say("still here");
    CHECK(elsewhere.next_event().at("data").at("text") == "still here");
}

TEST_CASE("who comes back to a cleared room is told, unless it knows already") {
    ServerProcess server;
    Room room(server.port(), "r");
    auto first = id_of(room.say("one"));
    auto last_cleared = id_of(room.say("two"));
    room.clear_messages();
    auto after = room.say("three");

    auto is_told = [&](const std::string& query) {
        WebSocketClient socket(server.port(), "/ws/r" + query);
        auto event = socket.next_event();
        bool told = event.at("kind") == "clear_messages";
        if (told) {
            CHECK(event.at("data") == Json::object());
            event = socket.next_event();
        }
        CHECK(event.at("data") == after);
        return told;
    };
    CHECK(is_told(""));
    CHECK(is_told("?since=0"));
    CHECK(is_told("?since=" + std::to_string(first)));
    CHECK(is_told("?since=" + std::to_string(last_cleared)));
    CHECK(is_told("?since=nonsense"));
    CHECK(is_told("?last=5"));

    auto next = room.say("four");
    WebSocketClient knows(server.port(), "/ws/r?since=" + std::to_string(id_of(after)));
    CHECK(knows.next_event().at("data") == next);
}

TEST_CASE("the clear is remembered across a restart") {
    TempFolder folder;
    ServerOptions options{.database = folder.file("necsus.db")};
    std::int64_t cleared = 0;
    {
        ServerProcess server(options);
        Room room(server.port(), "r");
        cleared = id_of(room.say("one"));
        room.clear_messages();
    }
    ServerProcess server(options);
    Room room(server.port(), "r");
    CHECK(room.messages().empty());
    WebSocketClient socket(server.port(), "/ws/r?since=" + std::to_string(cleared));
    CHECK(socket.next_event().at("kind") == "clear_messages");
    CHECK(id_of(room.say("two")) > cleared);
}

TEST_CASE("clearing a room that has no messages does nothing") {
    ServerProcess server;
    Room room(server.port(), "r");
    bool cleared_before = GENERATE(false, true);
    if (cleared_before) {
        room.say("gone");
        room.clear_messages();
    }
    WebSocketClient live(server.port(), "/ws/r?since=99");
    auto reply = HttpClient(server.port()).post("/api/actions/clear-room-messages", {{"room", "r"}});
    CHECK(reply.status == 200);
    CHECK(reply.body == R"({"room":"r"})");
    room.say("hello");
    CHECK(live.next_event().at("kind") == "message");
    WebSocketClient later(server.port(), "/ws/r");
    CHECK(later.next_event().at("kind") == (cleared_before ? "clear_messages" : "message"));
}

TEST_CASE("a room of many messages is cleared at once and for good") {
    TempFolder folder;
    ServerOptions options{.database = folder.file("necsus.db")};
    std::string requests;
    constexpr int count = 1500;
    for (int i = 0; i < count; ++i) {
        requests += request_text("POST", "/api/actions/message", R"({"room":"r","author":"a","text":"t"})");
    }
    {
        ServerProcess server(options);
        auto socket = Socket::connect(server.port());
        REQUIRE(socket.send(requests));
        std::string received;
        for (int i = 0; i < count; ++i) REQUIRE(read_reply(socket, received).status == 200);
        Room room(server.port(), "r");
        room.clear_messages();
        CHECK(room.messages().empty());
        server.kill();  // while what was cleared may still be being deleted
    }
    ServerProcess server(options);
    Room room(server.port(), "r");
    CHECK(room.messages().empty());
    CHECK(id_of(room.say("next")) == count + 1);
}

TEST_CASE("clearing the state ends the room's conversation and says so") {
    ServerProcess server;
    FakeBot bot(answers({{"text", "go on"}, {"state", {{"step", 1}}}}));
    Room room(server.port(), "r");
    room.install("Talker", bot.url());
    room.say("Talker, hello");
    WebSocketClient live(server.port(), "/ws/r");
    live.wait_for("message", "go on");

    auto reply = HttpClient(server.port()).post("/api/actions/clear-room-state", {{"room", "r"}});
    CHECK(reply.status == 200);
    CHECK(reply.body == R"({"room":"r"})");
    auto notice = live.wait_for("message").at("data");
    CHECK(notice.at("kind") == "system");
    CHECK(notice.at("author") == "NeCSuS");
    CHECK(notice.at("state").is_null());
    CHECK(room.messages().back() == notice);
    CHECK(room.answers_to("anybody there?").empty());
}

TEST_CASE("clearing the state of a room without a conversation does nothing") {
    ServerProcess server;
    Room room(server.port(), "r");
    room.say("hello");
    auto reply = HttpClient(server.port()).post("/api/actions/clear-room-state", {{"room", "r"}});
    CHECK(reply.status == 200);
    CHECK(reply.body == R"({"room":"r"})");
    CHECK(room.messages().size() == 1);
}

TEST_CASE("clearing the messages ends the conversation too") {
    ServerProcess server;
    FakeBot bot(answers({{"text", "go on"}, {"state", 1}}));
    Room room(server.port(), "r");
    room.install("Talker", bot.url());
    room.say("Talker, hello");
    room.clear_messages();
    CHECK(room.answers_to("anybody there?").empty());
}

TEST_CASE("a server that stops right after a clear leaves nothing of it in its file") {
    TempFolder folder;
    const std::string secret = "nobody may read this again";
    {
        ServerProcess server({.database = folder.file("necsus.db")});
        std::string requests;
        const auto body = nlohmann::json{{"room", "r"}, {"author", "a"}, {"text", secret}}.dump();
        constexpr int count = 5000;
        for (int i = 0; i < count; ++i) requests += request_text("POST", "/api/actions/message", body);
        auto socket = Socket::connect(server.port());
        std::thread sender([&] { socket.send(requests); });
        std::string received;
        for (int i = 0; i < count; ++i) REQUIRE(read_reply(socket, received).status == 200);
        sender.join();
        Room(server.port(), "other").say("stays");
        Room(server.port(), "r").clear_messages();
        CHECK(server.stop() == 0);
    }
    std::ifstream file(folder.file("necsus.db"), std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), {});
    CHECK(bytes.find("stays") != std::string::npos);
    CHECK(bytes.find(secret) == std::string::npos);
    CHECK_FALSE(std::filesystem::exists(folder.file("necsus.db-wal")));
}
