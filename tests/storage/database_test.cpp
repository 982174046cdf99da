#include "necsus/storage/database.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

#include "support/temp_folder.hpp"
#include "support/unit/store.hpp"

using namespace necsus;
using Catch::Matchers::Contains;

namespace {

using Names = std::vector<std::string>;

/// Adds a message, and says so as soon as it is told that it was committed.
awaitable<void> add(Store& store, Names& told, std::string name) {
    co_await store.messages.add_user_message(said("room", name), "");
    told.push_back(name);
}

/// A bot without a room breaks the table's rule.
awaitable<void> fail(Store& store, Names& told) {
    try {
        auto nobody = new_bot("", "nobody");
        co_await store.bots.put(std::move(nobody), many_bots);
    } catch (const DatabaseError& error) {
        told.push_back(std::string("failed: ") + error.what());
    }
}

awaitable<void> add_or_say_why_not(Store& store, Names& told, std::string name) {
    try {
        co_await add(store, told, name);
    } catch (const DatabaseError&) {
        told.push_back(name + " failed");
    }
}

awaitable<void> read(Store& store, Names& told) {
    MessageRange whole{"room", 0, no_bound};
    auto page = co_await store.messages.page(std::move(whole));
    told.push_back("read " + std::to_string(page.messages.size()));
}

/// Writes again and again, and lets others in between, as a purge does.
awaitable<void> write_again_and_again(Store& store, Names& told, int times) {
    for (int i = 0; i < times; ++i) {
        co_await store.messages.add_user_message(said("other", "x"), "");
        co_await asio::post(use_awaitable);
    }
    told.push_back("wrote");
}

}  // namespace

TEST_CASE("those who write in one turn are told in the order in which they wrote") {
    asio::io_context loop;
    Store store(loop);
    Names told;
    std::vector<std::future<void>> started;
    for (int i = 0; i < 100; ++i) started.push_back(start(loop, add(store, told, std::to_string(i))));
    finish(loop);
    Names expected;
    for (int i = 0; i < 100; ++i) expected.push_back(std::to_string(i));
    CHECK(told == expected);
    CHECK(all_messages(loop, store, "room").size() == 100);
}

TEST_CASE("what is written in one turn is one transaction") {
    asio::io_context loop;
    TempFolder folder;
    Store store(loop, folder / "necsus.db");
    SQLite::Database other((folder / "necsus.db").string(), SQLite::OPEN_READONLY);
    auto version = [&] { return other.execAndGet("PRAGMA data_version").getInt(); };
    auto rows = [&] { return other.execAndGet("SELECT count(*) FROM messages").getInt(); };

    Names told;
    const auto before = version();
    std::vector<std::future<void>> started;
    for (int i = 0; i < 10; ++i) started.push_back(start(loop, add(store, told, "x")));
    std::vector<int> seen;
    loop.restart();
    while (loop.poll_one() > 0) seen.push_back(rows());
    CHECK(told.size() == 10);
    CHECK(std::all_of(seen.begin(), seen.end(), [](int count) { return count == 0 || count == 10; }));
    CHECK(seen.front() == 0);
    CHECK(seen.back() == 10);
    CHECK(version() != before);
}

TEST_CASE("a failing write fails every writer of its turn, stores nothing, and the next turn works") {
    asio::io_context loop;
    Store store(loop);
    Names told;
    auto first = start(loop, add_or_say_why_not(store, told, "first"));
    auto second = start(loop, add_or_say_why_not(store, told, "second"));
    auto bad = start(loop, fail(store, told));
    finish(loop);
    REQUIRE(told.size() == 3);
    CHECK_THAT(told[0], Contains("failed: ") && Contains("constraint"));
    CHECK(told[1] == "first failed");
    CHECK(told[2] == "second failed");
    CHECK(all_messages(loop, store, "room").empty());
    CHECK(all_bots(loop, store).empty());

    run(loop, add(store, told, "third"));
    CHECK(told.back() == "third");
    CHECK(all_messages(loop, store, "room").size() == 1);
}

TEST_CASE("who writes after a failure in the same turn is not drawn into it") {
    asio::io_context loop;
    Store store(loop);
    Names told;
    auto bad = start(loop, fail(store, told));
    auto good = start(loop, add_or_say_why_not(store, told, "good"));
    finish(loop);
    CHECK(told.back() == "good");
    CHECK(all_messages(loop, store, "room").size() == 1);
}

TEST_CASE("readers see what was written in their turn only once it is committed, after its writers") {
    asio::io_context loop;
    Store store(loop);
    Names told;
    auto early = start(loop, read(store, told));
    auto writer = start(loop, add(store, told, "first"));
    auto reader = start(loop, read(store, told));
    auto another = start(loop, add(store, told, "second"));
    finish(loop);
    CHECK(told == Names{"read 0", "first", "second", "read 2"});
}

TEST_CASE("readers whose turn fails read what there was before") {
    asio::io_context loop;
    Store store(loop);
    Names told;
    run(loop, add(store, told, "first"));
    auto writer = start(loop, add_or_say_why_not(store, told, "second"));
    auto reader = start(loop, read(store, told));
    auto bad = start(loop, fail(store, told));
    finish(loop);
    REQUIRE(told.size() == 4);
    CHECK(told[2] == "second failed");
    CHECK(told[3] == "read 1");
}

TEST_CASE("a writer that goes on writing does not keep readers waiting") {
    asio::io_context loop;
    Store store(loop);
    Names told;
    auto writer = start(loop, write_again_and_again(store, told, 50));
    auto reader = start(loop, read(store, told));
    finish(loop);
    CHECK(told == Names{"read 0", "wrote"});
}

TEST_CASE("readers go on at once where nothing was written") {
    asio::io_context loop;
    Store store(loop);
    auto seven = [](const Snapshot&) { return 7; };
    CHECK(run(loop, store.database.read(std::move(seven))) == 7);
}

TEST_CASE("a database that cannot be opened is named to the admin") {
    asio::io_context loop;
    TempFolder folder;
    folder.write("text.db", std::string(5000, 'x'));
    for (const auto& path : {folder / "nowhere/necsus.db", folder.path(), folder / "text.db"}) {
        CAPTURE(path);
        CHECK_THROWS_WITH(Store(loop, path), Contains("cannot open") && Contains(path.string()));
    }
}

TEST_CASE("the file is in WAL mode and as durable as was asked for") {
    asio::io_context loop;
    TempFolder folder;
    const auto [name, level] = GENERATE(table<std::string, int>({{"off", 0}, {"normal", 1}, {"full", 2}}));
    Workers workers(loop.get_executor(), 1);
    Database database(loop.get_executor(), workers, folder / "necsus.db", name);
    auto mode = database.prepare("PRAGMA journal_mode");
    REQUIRE(mode->executeStep());
    CHECK(mode->getColumn(0).getString() == "wal");
    auto synchronous = database.prepare("PRAGMA synchronous");
    REQUIRE(synchronous->executeStep());
    CHECK(synchronous->getColumn(0).getInt() == level);
}

TEST_CASE("a statement that the file has no table for names the file") {
    asio::io_context loop;
    TempFolder folder;
    Store store(loop, folder / "necsus.db");
    CHECK_THROWS_WITH(store.database.prepare("SELECT x FROM nowhere"),
                      Catch::Contains(folder / "necsus.db") && Catch::Contains("nowhere") && Catch::Contains("--db"));
}
