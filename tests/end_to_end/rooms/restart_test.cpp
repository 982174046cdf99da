// What is in the file is what was acknowledged (protocol, section 10): after a crash, a lock, and from the original.
#include <atomic>
#include <catch2/catch.hpp>
#include <map>
#include <thread>

#include "support/process/child_process.hpp"
#include "support/process/fake_bot.hpp"
#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

namespace {

/// Posts one message after the other until the server is gone; what was acknowledged.
std::map<std::int64_t, Json> post_until_the_end(std::uint16_t port, std::atomic<int>& acknowledged) {
    std::map<std::int64_t, Json> stored;
    try {
        HttpClient client(port);
        for (;;) {
            auto message = client.post("/api/actions/message", {{"room", "r"}, {"author", "a"}, {"text", "t"}}).json();
            stored[id_of(message)] = message;
            ++acknowledged;
        }
    } catch (const std::exception&) {
        return stored;  // the server was killed
    }
}

/// Python: holds the write lock of a database until it is ended.
const std::string lock_it = R"(
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked")
time.sleep(60)
)";

std::string database_from(const TempFolder& folder, const std::string& script) {
    auto file = folder.file("necsus.db");
    run_command({"sqlite3", "-bail", file, ".read " NECSUS_SOURCE_DIR "/tests/data/" + script}, "/");
    return file;
}

}  // namespace

TEST_CASE("killed under load and started again, the server has every message that it acknowledged, and goes on") {
    TempFolder folder;
    ServerOptions options{.database = folder.file("necsus.db")};
    std::map<std::int64_t, Json> acknowledged;
    std::int64_t last = 0;
    for (int crash = 1; crash <= 3; ++crash) {
        ServerProcess server(options);
        std::atomic<int> count = 0;
        std::vector<std::map<std::int64_t, Json>> stored(8);
        std::vector<std::thread> posters;
        for (auto& of_one : stored) {
            posters.emplace_back([&] { of_one = post_until_the_end(server.port(), count); });
        }
        auto deadline = std::chrono::steady_clock::now() + patience;
        while (count < 300 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
        server.kill();
        for (auto& poster : posters) poster.join();
        CHECK(count >= 300);
        for (auto& of_one : stored) {
            if (!of_one.empty()) CHECK(of_one.begin()->first > last);
            acknowledged.merge(of_one);
        }
        last = acknowledged.rbegin()->first;
    }
    ServerProcess server(options);
    std::map<std::int64_t, Json> found;
    for (auto& message : Room(server.port(), "r").messages()) found[id_of(message)] = message;
    for (const auto& [id, message] : acknowledged) {
        REQUIRE(found.contains(id));
        REQUIRE(found[id] == message);
    }
    CHECK(id_of(Room(server.port(), "r").say("after all")) > found.rbegin()->first);
}

TEST_CASE("bots, clears and a conversation survive a restart") {
    TempFolder folder;
    ServerOptions options{.database = folder.file("necsus.db")};
    FakeBot bot([](Socket& socket, const BotRequest&) {
        return socket.send(answer_text(R"({"text": "go on", "state": {"z": 1, "a": 2.0}})"));
    });
    std::vector<Json> bots;
    std::string messages;
    {
        ServerProcess server(options);
        Room room(server.port(), "r");
        room.install("Talker", bot.url());
        room.act("bot", {{"room", "r"}, {"name", "ü"}, {"responds_to", ""}});
        room.say("Talker, hello");
        bots = room.bots();
        messages = room.messages_as_text();
        server.kill();
    }
    ServerProcess server(options);
    Room room(server.port(), "r");
    CHECK(room.bots() == bots);
    CHECK(room.messages_as_text() == messages);
    CHECK(room.answer_to("whatever").at("text") == "go on");
    CHECK(holds(bot.requests().back().body, R"("state":{"z": 1, "a": 2.0})"));
}

TEST_CASE("a lock on the database that outlasts the server's patience: a message is refused with 503 and not stored") {
    TempFolder folder;
    auto file = folder.file("necsus.db");
    ServerProcess server({.flags = {"--lock-patience", "0.1"}, .database = file});
    Room room(server.port(), "r");
    room.say("before");
    WebSocketClient live(server.port(), "/ws/r?since=1");
    HttpClient client(server.port());
    {
        ChildProcess locker({python(), "-c", lock_it, file});
        locker.wait_for_output("locked");
        for (const std::string action : {"message", "clear-room-messages", "clear-room-state", "bot"}) {
            CAPTURE(action);
            auto reply =
                client.post("/api/actions/" + action, {{"room", "r"}, {"author", "a"}, {"text", "t"}, {"name", "n"}});
            CHECK(reply.status == 503);
            CHECK(holds(reply.message(), "Another program has locked the server's database"));
        }
        CHECK(texts(room.messages()) == std::vector<std::string>{"before"});  // reading goes on
        CHECK(client.get("/api/bots").body == "[]");
    }
    server.wait_for_log("request_failed");
    auto deadline = std::chrono::steady_clock::now() + patience;
    while (client.post("/api/actions/message", {{"room", "r"}, {"author", "a"}, {"text", "after"}}).status != 200) {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
    }
    CHECK(live.next_event().at("data").at("text") == "after");
    CHECK(texts(room.messages()) == std::vector<std::string>{"before", "after"});
}

TEST_CASE("a database of the original opens and goes on") {
    TempFolder folder;
    ServerOptions options{.database = database_from(folder, "original.sql")};
    ServerProcess server(options);
    Room room(server.port(), "Biologie 7b");
    auto messages = room.messages();
    REQUIRE(texts(messages) ==
            std::vector<std::string>{"Hallo zusammen!", "Hallo Bot", "Grüße, Emmy 😀", "The bot failed"});
    std::vector<Json> when;
    for (const auto& message : messages) when.push_back(message.at("when"));
    CHECK(when == std::vector<Json>{"3:04 pm", "3:05 pm", 1700000000.25, 1700000001});
    CHECK(
        messages[0].dump() ==
        R"({"id":3,"room":"Biologie 7b","author":"Emmy","kind":"user","text":"Hallo zusammen!","when":"3:04 pm","image":null,)"
        R"("media":null,"js":null,"css":null,"from_bot":null,"base_url":null,"state":null})");
    CHECK(messages[2].at("kind") == "bot");
    CHECK(messages[2].at("from_bot") == 1);
    CHECK(messages[2].at("image") == "cat.svg");
    CHECK(messages[2].at("css") == "style.css");
    CHECK(messages[2].at("base_url") == "http://localhost:1234/hello");
    CHECK(messages[3].at("kind") == "system");

    CHECK(HttpClient(server.port()).get("/api/bots").body ==
          R"([{"id":1,"room":"Biologie 7b","name":"Hello Bot","responds_to":null,"url":"http://localhost:1234/hello"},)"
          R"({"id":4,"room":"guess","name":"Guess","responds_to":"","url":"http://127.0.0.1:9/guess"}])");

    WebSocketClient socket(server.port(), "/ws/Biologie%207b?since=1");
    CHECK(socket.next_event().at("kind") == "clear_messages");
    CHECK(socket.next_event().at("kind") == "put_bot");
    for (const auto& message : messages) CHECK(socket.next_event().at("data") == message);

    auto next = Room(server.port(), "new room").say("hello");
    CHECK(id_of(next) == 21);  // ids of deleted messages are not used again
}

TEST_CASE("a conversation of the original goes on by the original's rule: the last message's state") {
    TempFolder folder;
    ServerProcess server({.database = database_from(folder, "original.sql")});
    FakeBot bot(answers({{"text", "right"}}));
    Room room(server.port(), "guess");
    CHECK(last_state_text(room.messages_as_text()) == R"({"number": 42, "tries": [1, 2.0]})");
    room.act("bot", {{"id", 4}, {"url", bot.url()}});
    CHECK(room.answer_to("42").at("text") == "right");
    CHECK(holds(bot.requests().back().body, R"("state":{"number": 42, "tries": [1, 2.0]})"));
    CHECK(room.answers_to("again").empty());
    // In the other room the last message has none.
    CHECK(Room(server.port(), "was guessing").answers_to("42").empty());
    CHECK(bot.requests().size() == 1);
}

TEST_CASE("an older database of the original gets the columns that it lacks") {
    TempFolder folder;
    auto file = database_from(folder, "older_original.sql");
    {
        ServerProcess server({.database = file});
        Room room(server.port(), "r");
        auto old = room.messages().at(0);
        CHECK(old.at("text") == "hello");
        CHECK(old.at("when") == "3:04 pm");
        for (const auto* key : {"js", "css", "base_url"}) CHECK(old.at(key).is_null());
        auto stored = room.act(
            "message", {{"room", "r"}, {"author", "a"}, {"text", "t"}, {"css", "c"}, {"js", "j"}, {"base_url", "b"}});
        CHECK(room.messages().at(1) == stored);
        CHECK(server.stop() == 0);
    }
    // And the original's statements still work on it.
    run_command({"sqlite3", "-bail", file,
                 R"(INSERT INTO messages (room, author, kind, text, "when", image, media, from_bot, state))"
                 R"( VALUES ('r', 'b', 'user', 'from the original', '1700000000.5', NULL, NULL, NULL, NULL);)"
                 "INSERT INTO bots (room, name, responds_to, url) VALUES ('r', 'n', NULL, 'u');"},
                "/");
    ServerProcess server({.database = file});
    CHECK(texts(Room(server.port(), "r").messages()) == std::vector<std::string>{"hello", "t", "from the original"});
    CHECK(Room(server.port(), "r").bots().size() == 1);
}

TEST_CASE("a database of any shape that the original's has had opens, and shows one room on every way") {
    const auto shape = GENERATE(as<std::string>(), "2019-11-20", "2019-12-27", "2020-01-05", "2020-01-07", "2021-01-05",
                                "2021-01-11", "2023-01-09", "2023-from_bot", "2023-js");
    CAPTURE(shape);
    TempFolder folder;
    ServerOptions options{.database = database_from(folder, "old_databases/" + shape + ".sql")};
    {
        ServerProcess server(options);
        Room room(server.port(), "7b");
        auto messages = room.messages();
        REQUIRE(messages.size() == 8);
        CHECK(messages[1].at("author") == "");
        CHECK(messages[1].at("text") == "");
        CHECK(messages[2].at("author") == "Jr\uFFFD");
        CHECK(messages[2].at("text") == "Gr \uFFFDne😀\uFFFD");
        CHECK(messages[2].at("kind") == "user");
        if (shape >= "2020") {
            CHECK(messages[0].at("when") == "3:04pm");
            CHECK(messages[2].at("when") == 1578240000.5);
            CHECK(messages[6].at("when") == "inf");
        }
        auto bots = room.bots();
        REQUIRE(bots.size() == 2);
        CHECK(bots[1].at("name") == "\uFFFD");
        CHECK(bots[1].at("url") == "");

        {
            WebSocketClient socket(server.port(), "/ws/7b");
            CHECK(socket.next_event().at("kind") == "clear_messages");
            for (const auto& bot : bots) CHECK(socket.next_event().at("data") == bot);
            for (const auto& message : messages) CHECK(socket.next_event().at("data") == message);
            CHECK(id_of(room.say("hello")) == 13);
            CHECK(socket.next_event().at("data").at("text") == "hello");
        }
        CHECK(server.stop() == 0);
    }
    ServerProcess server(options);
    CHECK(Room(server.port(), "7b").messages().size() == 9);
}

TEST_CASE("a start with a file that can't be used ends with one line that names it, and leaves it alone") {
    TempFolder folder;
    auto file = folder.file("necsus.db");
    run_command({"sqlite3", "-bail", file, "CREATE TABLE messages (id INTEGER PRIMARY KEY, subject TEXT);"}, "/");
    auto schema = [&] {
        ChildProcess reader({"sqlite3", file, "PRAGMA journal_mode; SELECT sql FROM sqlite_master;"});
        reader.wait();
        return reader.output();
    };
    auto before = schema();
    auto ended = run_to_end({"--port", "0", "--db", file});
    CHECK(ended.code == 1);
    CHECK(std::count(ended.output.begin(), ended.output.end(), '\n') == 1);
    CHECK(holds(ended.output, "necsus: cannot open the database " + file + ": "));
    CHECK(holds(ended.output, "let --db name another file"));
    CHECK(schema() == before);
}
