// Joining a room (docs/dev/protocol.md, section 8): history and what comes fit without a gap and without a double.
#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>

#include "necsus/rooms/rooms.hpp"
#include "necsus/text/json_text.hpp"
#include "support/temp_folder.hpp"
#include "support/unit/store.hpp"

using namespace necsus;

namespace {

using Texts = std::vector<std::string>;

struct JoinCase {
    explicit JoinCase(const std::string& path = ":memory:") : store(loop, path) {}

    void post(const std::string& text, const std::string& room = "lobby") {
        run(loop, rooms.post(said(room, text), ""));
    }
    Joined join(MessageId since = -1) { return run(loop, rooms.join("lobby", since)); }
    Texts history(const Joined& joined) {
        Texts texts;
        for (const auto& json : run(loop, store.messages.page(joined.history)).messages) {
            texts.emplace_back(*member_text(json, "text"));
        }
        return texts;
    }
    Texts greeting(const Joined& joined) {
        Texts kinds;
        for (const auto& frame : joined.greeting) kinds.emplace_back(*member_text(*frame, "kind"));
        return kinds;
    }
    std::string next(Joined& joined) {
        auto event = run(loop, joined.feed->next());
        return std::string(*member_text(*member_text(*event, "data"), "text"));
    }

    asio::io_context loop;
    Store store;
    Broker broker{loop.get_executor()};
    Rooms rooms{loop.get_executor(), store, broker, roomy, many_bots};
};

awaitable<void> join_into(Rooms& rooms, std::optional<Joined>& joined) {
    joined = co_await rooms.join("lobby", -1);
}

}  // namespace

TEST_CASE_METHOD(JoinCase, "a newcomer gets what was, and then what happens") {
    post("1");
    post("elsewhere", "other");
    auto joined = join();
    post("2");
    post("elsewhere", "other");
    post("3");
    CHECK(history(joined) == Texts{"\"1\""});
    CHECK(next(joined) == "\"2\"");
    CHECK(next(joined) == "\"3\"");
}

TEST_CASE_METHOD(JoinCase, "whatever is written in the turn of joining comes once") {
    // In any order of starting: what is committed with the turn's end is history or feed, never both, never neither.
    const int before = GENERATE(0, 1, 2, 3);
    std::vector<std::future<StoredMessage>> posted;
    std::optional<Joined> joined;
    std::future<void> joining;
    for (int i = 0; i < 3; ++i) {
        if (i == before) joining = start(loop, join_into(rooms, joined));
        posted.push_back(start(loop, rooms.post(said("lobby", std::to_string(i)), "")));
    }
    if (before == 3) joining = start(loop, join_into(rooms, joined));
    finish(loop);
    REQUIRE(joined);
    auto heard = history(*joined);
    while (heard.size() < 3) heard.push_back(next(*joined));
    CHECK(heard == Texts{"\"0\"", "\"1\"", "\"2\""});
    post("end");
    CHECK(next(*joined) == "\"end\"");
}

TEST_CASE_METHOD(JoinCase, "who comes again gets what is newer") {
    for (const auto* text : {"1", "2", "3", "4"}) post(text);
    CHECK(history(join(2)) == Texts{"\"3\"", "\"4\""});
    CHECK(history(join(99)).empty());
}

TEST_CASE_METHOD(JoinCase, "a newcomer is told of the room's bots by id, and of a clear that he may have missed") {
    run(loop, rooms.put_bot(new_bot("lobby", "One")));
    run(loop, rooms.put_bot(new_bot("other", "Elsewhere")));
    run(loop, rooms.put_bot(new_bot("lobby", "Two")));
    const auto joined = join();
    REQUIRE(joined.greeting.size() == 2);
    CHECK_FALSE(joined.bots);
    CHECK(joined.greeting[0]->find("\"One\"") != std::string::npos);
    CHECK(joined.greeting[1]->find("\"Two\"") != std::string::npos);

    post("1");
    run(loop, rooms.clear_messages("lobby"));
    post("2");
    CHECK(greeting(join(1)) == Texts{"\"clear_messages\"", "\"put_bot\"", "\"put_bot\""});
    CHECK(greeting(join(2)) == Texts{"\"put_bot\"", "\"put_bot\""});
    CHECK(history(join(1)) == Texts{"\"2\""});
}

TEST_CASE_METHOD(JoinCase, "who joins is a subscriber, until he leaves") {
    {
        auto joined = join();
        CHECK(broker.subscribers() == 1);
    }
    CHECK(broker.subscribers() == 0);
}

TEST_CASE("rows that another program wrote are history at once") {
    TempFolder folder;
    JoinCase here((folder / "necsus.db").string());
    here.post("1");
    SQLite::Database other((folder / "necsus.db").string(), SQLite::OPEN_READWRITE);
    other.exec(
        "INSERT INTO messages (room, author, kind, text, \"when\") VALUES ('lobby', 'Importer', 'user', '2', '1')");
    auto joined = here.join();
    CHECK(here.history(joined) == Texts{"\"1\"", "\"2\""});
    CHECK(all_messages(here.loop, here.store, "lobby").size() == 2);
    here.post("3");
    CHECK(here.next(joined) == "\"3\"");
}

TEST_CASE_METHOD(JoinCase, "of very many bots, the first come at once, and the others are to be read") {
    for (int i = 0; i < 450; ++i) run(loop, rooms.put_bot(new_bot("lobby", std::to_string(i))));
    auto joined = join();
    CHECK(joined.greeting.size() == 200);
    REQUIRE(joined.bots);
    CHECK(run(loop, store.bots.page(*joined.bots)).bots.at(0).id == 201);
}

TEST_CASE_METHOD(JoinCase, "of long bots, some KiB come at once") {
    for (int i = 0; i < 5; ++i) run(loop, rooms.put_bot(new_bot("lobby", std::string(5'000, 'n'))));
    auto joined = join();
    CHECK(joined.greeting.size() == 3);
    REQUIRE(joined.bots);
    CHECK(run(loop, store.bots.page(*joined.bots)).bots.size() == 2);
}
