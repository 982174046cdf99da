// All that ends a conversation, and what does not: a restart (protocol, section 5).
#include <catch2/catch.hpp>
#include <future>

#include "support/process/child_process.hpp"
#include "support/process/fake_bot.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

namespace {

/// A room in which "owner" leaves a state, whatever it is asked, and "other" answers to its name.
struct RoomInConversation {
    ServerProcess server;
    Room room{server.port()};
    FakeBot owner;
    FakeBot other{answers({{"text", "other"}})};
    std::int64_t owner_id = room.install("owner", owner.url());
    std::int64_t other_id = room.install("other", other.url());

    explicit RoomInConversation(FakeBot::Behaviour behaviour = answers({{"text", "owner"}, {"state", 1}}))
        : owner(std::move(behaviour)) {}

    /// Whether a message to "other" gets there.
    bool is_over() {
        auto before = other.requests().size();
        room.say("other");
        return other.requests().size() > before;
    }
};

/// A good answer with a state at first, and then these bytes.
FakeBot::Behaviour then_sends(const std::string& bytes) {
    return [bytes, first = std::make_shared<std::atomic<bool>>(true)](Socket& socket, const BotRequest&) {
        bool begins = first->exchange(false);
        socket.send(begins ? answer_text(R"({"text":"begun","state":1})", "200 OK", "Connection: close\r\n") : bytes);
        return false;
    };
}

}  // namespace

TEST_CASE("a conversation ends when its bot answers with the state null") {
    RoomInConversation test(then_sends(answer_text(R"({"text":"bye","state":null})")));
    test.room.say("owner");
    CHECK(test.room.answer_to("other")["text"] == "bye");
    CHECK(test.is_over());
}

TEST_CASE("a conversation ends when the call of its bot fails") {
    auto failure = GENERATE(as<std::string>{}, "HTTP/1.1 500 INTERNAL SERVER ERROR\r\nContent-Length: 0\r\n\r\n", "",
                            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhat?");
    RoomInConversation test(then_sends(failure));
    test.room.say("owner");
    CHECK(test.room.answer_to("other")["kind"] == "system");
    CHECK(test.is_over());
}

TEST_CASE("a bot that chooses to be silent ends its conversation") {
    RoomInConversation test(then_sends("HTTP/1.1 204 No Content\r\n\r\n"));
    test.room.say("owner");
    CHECK(test.room.answers_to("other").empty());
    CHECK(test.is_over());
}

TEST_CASE("a conversation ends when its bot is deleted, and not when another one is") {
    RoomInConversation test;
    test.room.say("owner");
    auto third = test.room.install("third", test.other.url());
    test.room.remove(third);
    CHECK_FALSE(test.is_over());
    auto calls = test.owner.requests().size();
    test.room.remove(test.owner_id);
    CHECK(test.is_over());
    CHECK(test.owner.requests().size() == calls);
}

TEST_CASE("a bot that is deleted while it thinks begins no conversation") {
    std::promise<void> may_answer;
    RoomInConversation test([given = may_answer.get_future().share()](Socket& socket, const BotRequest&) {
        given.wait_for(patience);
        return socket.send(answer_text(R"({"text":"begun","state":1})"));
    });
    auto posted = std::async(std::launch::async, [&] { return test.room.say("owner"); });
    test.owner.wait_for_requests(1);
    test.room.remove(test.owner_id);
    may_answer.set_value();
    posted.get();

    CHECK(texts(test.room.messages()).back() == "begun");
    CHECK(test.is_over());
}

TEST_CASE("clear-room-state ends a conversation and says so in the room") {
    RoomInConversation test;
    WebSocketClient stream(test.server.port(), "/ws/test");
    test.room.say("owner");
    stream.wait_for("message", "owner");

    test.room.clear_state();

    auto notice = test.room.messages().back();
    CHECK(notice["kind"] == "system");
    CHECK(notice["author"] == "NeCSuS");
    CHECK(notice["state"].is_null());
    CHECK(holds(notice["text"], "state was cleared"));
    CHECK(stream.wait_for("message", notice["text"])["data"] == notice);
    CHECK(test.is_over());
}

TEST_CASE("clear-room-state without a conversation does nothing") {
    RoomInConversation test;
    test.room.clear_state();
    CHECK(test.room.messages().empty());
    test.room.say("owner");
    test.room.clear_state();
    auto count = test.room.messages().size();
    test.room.clear_state();
    CHECK(test.room.messages().size() == count);
}

TEST_CASE("clear-room-messages ends a conversation") {
    RoomInConversation test;
    test.room.say("owner");
    test.room.clear_messages();
    CHECK(test.is_over());
    CHECK(test.owner.requests().size() == 1);
}

TEST_CASE("clearing one room leaves the conversation of another alone") {
    RoomInConversation test;
    Room elsewhere(test.server.port(), "elsewhere");
    elsewhere.say("hello");
    test.room.say("owner");
    elsewhere.clear_state();
    elsewhere.clear_messages();
    CHECK_FALSE(test.is_over());
}

TEST_CASE("an answer that comes after the room was cleared can begin a conversation anew") {
    std::promise<void> may_answer;
    RoomInConversation test([given = may_answer.get_future().share()](Socket& socket, const BotRequest&) {
        given.wait_for(patience);
        return socket.send(answer_text(R"({"text":"begun","state":1})"));
    });
    auto posted = std::async(std::launch::async, [&] { return test.room.say("owner"); });
    test.owner.wait_for_requests(1);
    test.room.clear_messages();
    may_answer.set_value();
    posted.get();

    CHECK(texts(test.room.messages()) == std::vector<std::string>{"begun"});
    CHECK_FALSE(test.is_over());
}

TEST_CASE("a conversation survives a restart, and even a crash, of the server") {
    TempFolder folder;
    ServerOptions options;
    options.database = folder.file("necsus.db");
    bool crashes = GENERATE(false, true);
    constexpr auto state = R"({"b": 1.0, "a": 123456789012345678901234567890, "é": ["\u00e9"]})";
    FakeBot owner(sends(answer_text(std::string(R"({"text":"on","state":)") + state + "}")));
    {
        ServerProcess server(options);
        Room room(server.port());
        room.install("owner", owner.url());
        room.say("owner");
        if (crashes) server.kill();
    }
    ServerProcess server(options);
    Room room(server.port());

    room.say("do you remember?");

    REQUIRE(owner.requests().size() == 2);
    CHECK(holds(owner.requests()[1].body, std::string("\"state\":") + state + "}"));
}

TEST_CASE("a cleared state stays cleared after a restart") {
    TempFolder folder;
    ServerOptions options;
    options.database = folder.file("necsus.db");
    FakeBot owner(answers({{"text", "on"}, {"state", 1}}));
    {
        ServerProcess server(options);
        Room room(server.port());
        room.install("owner", owner.url());
        room.say("owner");
        room.clear_state();
    }
    ServerProcess server(options);
    CHECK(Room(server.port()).answers_to("hello?").empty());
    CHECK(owner.requests().size() == 1);
}

TEST_CASE("in a database of the original the last message's state is the conversation") {
    TempFolder folder;
    ServerOptions options;
    options.database = folder.file("necsus.db");
    FakeBot owner(answers({{"text", "owner"}}));
    FakeBot other(answers({{"text", "other"}}));
    auto script = R"py(
import sqlite3, sys
db = sqlite3.connect('necsus.db')
db.execute("""CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT CHECK (room != ''), author TEXT,
    kind TEXT DEFAULT 'user' NOT NULL, text TEXT, "when" TEXT, image TEXT, media TEXT, from_bot INTEGER, state BLOB)""")
db.execute("""CREATE TABLE bots (id INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT CHECK (room != ''), name TEXT,
    responds_to TEXT, url TEXT)""")
for room in 'open', 'over', 'orphaned':
    for name, url in ('owner', sys.argv[1]), ('other', sys.argv[2]):
        db.execute('INSERT INTO bots (room, name, url) VALUES (?, ?, ?)', (room, name, url))
def message(room, kind, bot, state):
    db.execute('INSERT INTO messages (room, author, kind, text, "when", from_bot, state) VALUES (?, ?, ?, ?, ?, ?, ?)',
               (room, 'x', kind, 'hello', '3:04 pm', bot, state))
message('open', 'bot', 1, '{"z": 1.0, "a": 2}')
message('over', 'bot', 3, '{"z": 1.0, "a": 2}')
message('over', 'user', None, None)
message('orphaned', 'bot', 99, '1')
db.commit()
)py";
    run_command({python(), "-c", script, owner.url(), other.url()}, folder.path().string());
    ServerProcess server(options);

    CHECK(Room(server.port(), "open").answer_to("other")["text"] == "owner");
    CHECK(holds(owner.requests()[0].body, R"("state":{"z": 1.0, "a": 2}})"));
    CHECK(Room(server.port(), "over").answer_to("other")["text"] == "other");
    Room orphaned(server.port(), "orphaned");
    CHECK(orphaned.answers_to("other").empty());  // its bot is gone, and this message was for it
    CHECK(orphaned.answer_to("other")["text"] == "other");
}
