#include "necsus/storage/purge.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>

#include "support/temp_folder.hpp"
#include "support/unit/store.hpp"

using namespace necsus;

namespace {

void say(asio::io_context& loop, Store& store, const std::string& room, int times, const std::string& text = "x") {
    std::vector<std::future<StoredMessage>> started;
    for (int i = 0; i < times; ++i)
        started.push_back(start(loop, store.messages.add_user_message(said(room, text), "")));
    finish(loop);
}

int rows(Store& store, const std::string& room) {
    auto count = store.database.prepare("SELECT count(*) FROM messages WHERE room = ?");
    count->bind(1, room);
    return count->executeStep() ? count->getColumn(0).getInt() : -1;
}

Clock::time_point soon() {
    return Clock::now() + run_deadline;
}

/// A turn of the loop after the other until `done()`.
void run_until(asio::io_context& loop, const std::function<bool()>& done) {
    const auto deadline = soon();
    loop.restart();
    while (!done()) {
        REQUIRE(Clock::now() < deadline);
        loop.run_one_for(std::chrono::milliseconds(20));
    }
}

}  // namespace

TEST_CASE("a purge deletes cleared rows, some at a time, and no others") {
    asio::io_context loop;
    Store store(loop);
    say(loop, store, "a", 500);
    say(loop, store, "b", 1);
    run(loop, store.messages.clear("a"));
    say(loop, store, "a", 1);

    store.purge.start();
    store.purge.start();  // once is enough
    std::set<int> seen;
    loop.restart();
    while (loop.poll_one() > 0) seen.insert(rows(store, "a"));
    CHECK(seen.size() > 2);
    CHECK(*seen.begin() == 1);
    CHECK(rows(store, "b") == 1);
}

TEST_CASE("large messages go one after the other, and not all in one turn") {
    asio::io_context loop;
    TempFolder folder;
    Store store(loop, folder / "necsus.db");
    say(loop, store, "a", 12, std::string(4U << 20U, 'x'));
    run(loop, store.messages.clear("a"));
    store.purge.start();
    std::set<int> seen;
    loop.restart();
    while (loop.run_one_for(run_deadline) > 0) seen.insert(rows(store, "a"));
    CHECK(seen.size() > 4);
    CHECK(*seen.begin() == 0);
}

TEST_CASE("who waits for the end of a purge waits for all of it") {
    asio::io_context loop;
    Store store(loop);
    run(loop, store.purge.finished(soon()));  // there is none
    say(loop, store, "a", 1000);
    run(loop, store.messages.clear("a"));
    store.purge.start();
    auto finished = start(loop, store.purge.finished(soon()));
    loop.restart();
    while (finished.wait_for(std::chrono::seconds(0)) != std::future_status::ready) REQUIRE(loop.poll_one() == 1);
    CHECK(rows(store, "a") == 0);
    finish(loop);
}

TEST_CASE("what was purged is out of the file, its free pages too, while the server goes on") {
    asio::io_context loop;
    TempFolder folder;
    Store store(loop, folder / "necsus.db");
    const std::string secret = "nobody may read this again";
    say(loop, store, "a", 50, secret + std::string(10'000, 'x'));
    store.database.checkpoint_soon();
    finish(loop);
    auto holds_secret = [&] {
        std::ifstream file(folder / "necsus.db", std::ios::binary);
        std::string bytes((std::istreambuf_iterator<char>(file)), {});
        return bytes.find(secret) != std::string::npos;
    };
    REQUIRE(holds_secret());
    run(loop, store.messages.clear("a"));
    purge(loop, store);
    CHECK_FALSE(holds_secret());
}

TEST_CASE("what an earlier run left is deleted, too") {
    asio::io_context loop;
    TempFolder folder;
    {
        Store store(loop, folder / "necsus.db");
        say(loop, store, "a", 300);
        run(loop, store.messages.clear("a"));
    }
    Store store(loop, folder / "necsus.db");
    CHECK(rows(store, "a") == 300);
    purge(loop, store);
    CHECK(rows(store, "a") == 0);
}

TEST_CASE("a purge goes on by itself when another program's lock is gone") {
    asio::io_context loop;
    TempFolder folder;
    Store store(loop, folder / "necsus.db");
    say(loop, store, "a", 300);
    run(loop, store.messages.clear("a"));
    SQLite::Database other((folder / "necsus.db").string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    store.purge.start("a");
    loop.restart();
    loop.run_for(std::chrono::milliseconds(50));
    CHECK(rows(store, "a") == 300);
    other.exec("ROLLBACK");
    finish(loop);
    CHECK(rows(store, "a") == 0);
}

TEST_CASE("while another program's lock stays, who waits for the end of a purge waits for a time") {
    asio::io_context loop;
    TempFolder folder;
    Store store(loop, folder / "necsus.db");
    say(loop, store, "a", 1);
    run(loop, store.messages.clear("a"));
    SQLite::Database other((folder / "necsus.db").string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    store.purge.start("a");
    auto finished = start(loop, store.purge.finished(Clock::now() + std::chrono::milliseconds(50)));
    run_until(loop, [&] { return finished.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
    CHECK(rows(store, "a") == 1);
    other.exec("ROLLBACK");
    finish(loop);
    CHECK(rows(store, "a") == 0);
}

TEST_CASE("a file in which very many rooms were cleared once is no reason never to end") {
    asio::io_context loop;
    Store store(loop);
    auto fill = store.database.prepare(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
        " INSERT INTO clears (room, last_cleared_id) SELECT 'old' || i, 1000 + i FROM n");
    fill->exec();
    say(loop, store, "a", 300);
    say(loop, store, "b", 300);
    run(loop, store.messages.clear("a"));
    run(loop, store.messages.clear("b"));

    SECTION("a room that was cleared now doesn't wait for a look at all of them") {
        store.purge.start("a");
        finish(loop);
        CHECK(rows(store, "a") == 0);
        CHECK(rows(store, "b") == 300);
    }
    SECTION("what an earlier run left is found among them") {
        store.purge.start();
        finish(loop);
        CHECK(rows(store, "a") == 0);
        CHECK(rows(store, "b") == 0);
    }
}

TEST_CASE("a room that is cleared again while its rows are being deleted is deleted whole") {
    asio::io_context loop;
    Store store(loop);
    say(loop, store, "a", 1000);
    run(loop, store.messages.clear("a"));
    store.purge.start("a");
    run_until(loop, [&] { return rows(store, "a") < 1000; });
    auto said_meanwhile = start(loop, store.messages.add_user_message(said("a", "y"), ""));
    run_until(loop, [&] { return said_meanwhile.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
    auto cleared = start(loop, store.messages.clear("a"));
    run_until(loop, [&] { return cleared.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
    store.purge.start("a");
    finish(loop);
    CHECK(rows(store, "a") == 0);
}
