#include "necsus/storage/purge.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>
#include <set>

#include "support/temp_folder.hpp"
#include "support/unit/store.hpp"

using namespace necsus;

namespace {

void say(asio::io_context& loop, Store& store, const std::string& room, int times) {
    std::vector<std::future<StoredMessage>> started;
    for (int i = 0; i < times; ++i)
        started.push_back(start(loop, store.messages.add_user_message(said(room, "x"), "")));
    finish(loop);
}

int rows(Store& store, const std::string& room) {
    auto count = store.database.prepare("SELECT count(*) FROM messages WHERE room = ?");
    count->bind(1, room);
    return count->executeStep() ? count->getColumn(0).getInt() : -1;
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

TEST_CASE("a purge that fails is tried again with the next clear") {
    asio::io_context loop;
    TempFolder folder;
    Store store(loop, folder / "necsus.db");
    say(loop, store, "a", 1);
    run(loop, store.messages.clear("a"));
    SQLite::Database other((folder / "necsus.db").string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    purge(loop, store);
    CHECK(rows(store, "a") == 1);
    other.exec("ROLLBACK");
    purge(loop, store);
    CHECK(rows(store, "a") == 0);
}
