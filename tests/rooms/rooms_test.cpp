#include "necsus/rooms/rooms.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>

#include "support/temp_folder.hpp"
#include "support/unit/ear.hpp"
#include "support/unit/store.hpp"

using namespace necsus;
using Catch::Matchers::Contains;

namespace {

using Texts = std::vector<std::string>;

std::string event(const std::string& kind, const std::string& data) {
    return R"({"kind":")" + kind + R"(","data":)" + data + "}";
}

struct RoomsCase {
    RoomsCase() : RoomsCase(":memory:") {}
    explicit RoomsCase(const std::string& path) : store(loop, path) {}

    std::string post(const std::string& room, const std::string& text = "x", const std::string& key = "") {
        return run(loop, rooms.post(said(room, text), key)).json;
    }

    /// No further than that: what else the loop has to do is left.
    template <class T>
    void run_until_ready(std::future<T> started) {
        loop.restart();
        while (started.wait_for(std::chrono::seconds(0)) != std::future_status::ready) REQUIRE(loop.poll_one() == 1);
        started.get();
    }
    int rows() {
        auto count = store.database.prepare("SELECT count(*) FROM messages");
        return count->executeStep() ? count->getColumn(0).getInt() : -1;
    }

    asio::io_context loop;
    Store store;
    Broker broker{loop.get_executor()};
    Rooms rooms{loop.get_executor(), store, broker, roomy, many_bots};
    Ear lobby{loop, broker, "lobby"};
    Ear other{loop, broker, "other"};
};

struct OnDisk : private TempFolder, public RoomsCase {
    OnDisk() : RoomsCase(static_cast<TempFolder&>(*this) / "necsus.db") {}
    std::string path() const { return static_cast<const TempFolder&>(*this) / "necsus.db"; }
};

}  // namespace

TEST_CASE_METHOD(RoomsCase, "a message is told as it was stored, in its room") {
    const auto json = post("lobby");
    CHECK(lobby.heard() == Texts{event("message", json)});
    CHECK(other.heard().empty());
    CHECK(all_messages(loop, store, "lobby") == Texts{json});
}

TEST_CASE_METHOD(OnDisk, "nothing is told before it is committed") {
    SQLite::Database file(path(), SQLite::OPEN_READONLY);
    Subscription feed(broker, "lobby", loop.get_executor(), {1U << 20U, 100});
    auto event_came = start(loop, feed.next());
    auto posting = start(loop, rooms.post(said("lobby", "x"), ""));
    loop.restart();
    while (event_came.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
        REQUIRE(loop.poll_one() == 1);
    }
    CHECK(file.execAndGet("SELECT count(*) FROM messages").getInt() == 1);
    finish(loop);
    CHECK(*event_came.get() == event("message", posting.get().json));
}

TEST_CASE_METHOD(OnDisk, "what could not be stored is not told") {
    run(loop, rooms.put_bot(new_bot("lobby", "Echo")));
    post("lobby");
    lobby.heard();
    SQLite::Database file(path(), SQLite::OPEN_READWRITE);
    file.exec("BEGIN IMMEDIATE");
    CHECK_THROWS_AS(post("lobby"), DatabaseError);
    CHECK_THROWS_AS(run(loop, rooms.announce("lobby", "x")), DatabaseError);
    CHECK_THROWS_AS(run(loop, rooms.add_outcome(answered("lobby", 1, "1"), {"lobby", 1})), DatabaseError);
    CHECK_THROWS_AS(run(loop, rooms.clear_messages("lobby")), DatabaseError);
    CHECK_THROWS_AS(run(loop, rooms.put_bot(new_bot("lobby", "Next"))), DatabaseError);
    CHECK_THROWS_AS(run(loop, rooms.delete_bot(1)), DatabaseError);
    file.exec("ROLLBACK");
    CHECK(lobby.heard().empty());
    CHECK(all_messages(loop, store, "lobby").size() == 1);
}

TEST_CASE_METHOD(RoomsCase, "messages of one turn are told in the order of their ids") {
    std::vector<std::future<StoredMessage>> started;
    for (int i = 0; i < 20; ++i) started.push_back(start(loop, rooms.post(said("lobby", std::to_string(i)), "")));
    finish(loop);
    Texts expected;
    for (auto& stored : started) expected.push_back(event("message", stored.get().json));
    CHECK(lobby.heard() == expected);
}

TEST_CASE_METHOD(RoomsCase, "a message that was posted before is not told again") {
    const auto json = post("lobby", "x", "key");
    lobby.heard();
    CHECK(post("lobby", "x", "key") == json);
    CHECK(lobby.heard().empty());
}

TEST_CASE_METHOD(RoomsCase, "the system's word is a message of NeCSuS") {
    run(loop, rooms.announce("lobby", "<b>x</b>"));
    const auto events = lobby.heard();
    REQUIRE(events.size() == 1);
    CHECK_THAT(events[0], Contains(R"("author":"NeCSuS","kind":"system","text":"<b>x</b>")"));
    CHECK(all_messages(loop, store, "lobby").size() == 1);
}

TEST_CASE_METHOD(RoomsCase, "what a bot answers into another room is told there") {
    run(loop, rooms.add_outcome(answered("other", 1, std::nullopt), {"lobby", 1}));
    CHECK(lobby.heard().empty());
    CHECK(other.heard() == Texts{event("message", all_messages(loop, store, "other").at(0))});
}

TEST_CASE_METHOD(RoomsCase, "a new bot and a changed one are told as they are now") {
    const auto made = run(loop, rooms.put_bot(new_bot("lobby", "Echo")));
    REQUIRE(made.has_value());
    BotChange change;
    change.id = made->id;
    change.name = "Parrot";
    const auto changed = run(loop, rooms.put_bot(change));
    REQUIRE(changed.has_value());
    CHECK(changed->name == "Parrot");
    CHECK(lobby.heard() == Texts{event("put_bot", to_json(*made)), event("put_bot", to_json(*changed))});
}

TEST_CASE_METHOD(RoomsCase, "a bot that moves leaves one room and comes into the other") {
    const auto made = run(loop, rooms.put_bot(new_bot("lobby", "Echo")));
    lobby.heard();
    BotChange change;
    change.id = made->id;
    change.room = "other";
    const auto moved = run(loop, rooms.put_bot(change));
    CHECK(lobby.heard() == Texts{event("delete_bot", to_json(*made))});
    CHECK(other.heard() == Texts{event("put_bot", to_json(*moved))});
}

TEST_CASE_METHOD(RoomsCase, "a bot that is not enough of one is not told") {
    BotChange change;
    change.room = "lobby";
    CHECK_FALSE(run(loop, rooms.put_bot(change)).has_value());
    CHECK(lobby.heard().empty());
}

TEST_CASE_METHOD(RoomsCase, "a deleted bot is told as it was, and an unknown one not at all") {
    const auto made = run(loop, rooms.put_bot(new_bot("lobby", "Echo")));
    lobby.heard();
    CHECK(run(loop, rooms.delete_bot(made->id)));
    CHECK_FALSE(run(loop, rooms.delete_bot(made->id)));
    CHECK(lobby.heard() == Texts{event("delete_bot", to_json(*made))});
}

TEST_CASE_METHOD(RoomsCase, "a cleared room is told so, and its rows go") {
    post("lobby");
    post("other");
    lobby.heard();
    run(loop, rooms.clear_messages("lobby"));
    CHECK(lobby.heard() == Texts{event("clear_messages", "{}")});
    CHECK(rows() == 1);
}

TEST_CASE_METHOD(RoomsCase, "readers are not kept waiting while a long room is purged") {
    std::vector<std::future<StoredMessage>> posted;
    for (int i = 0; i < 2000; ++i) posted.push_back(start(loop, rooms.post(said("lobby", "x"), "")));
    finish(loop);
    run_until_ready(start(loop, rooms.clear_messages("lobby")));
    run_until_ready(start(loop, store.bots.page(BotRange{})));
    CHECK(rows() > 0);  // the purge was not over
    finish(loop);
    CHECK(rows() == 0);
}

TEST_CASE_METHOD(RoomsCase, "clearing an empty room says nothing") {
    run(loop, rooms.clear_messages("lobby"));
    post("lobby");
    run(loop, rooms.clear_messages("lobby"));
    lobby.heard();
    run(loop, rooms.clear_messages("lobby"));
    CHECK(lobby.heard().empty());
}

TEST_CASE_METHOD(RoomsCase, "clearing the state posts a word about it, if there is one") {
    run(loop, rooms.clear_state("lobby", "The state was cleared."));
    CHECK(lobby.heard().empty());
    run(loop, rooms.put_bot(new_bot("lobby", "Echo")));
    run(loop, rooms.add_outcome(answered("lobby", 1, "1"), {"lobby", 1}));
    lobby.heard();
    run(loop, rooms.clear_state("lobby", "The state was cleared."));
    const auto events = lobby.heard();
    REQUIRE(events.size() == 1);
    CHECK_THAT(events[0],
               Contains(R"("kind":"system")") && Contains("state was cleared") && Contains(R"("state":null)"));
    CHECK_FALSE(run(loop, store.messages.conversation("lobby")));
}
