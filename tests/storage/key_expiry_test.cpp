#include "necsus/storage/key_expiry.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>
#include <set>

#include "support/temp_folder.hpp"
#include "support/unit/store.hpp"

using namespace necsus;

namespace {

struct KeyExpiryCase {
    /// Keys from 1 to `last` in rooms of all kinds; every third is still needed.
    void fill(int last) {
        SQLite::Database file(path, SQLite::OPEN_READWRITE);
        file.exec("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(last) +
                  ") INSERT INTO necsus_idempotency_keys (room, key, posted_at, message) SELECT"
                  " CAST(x'ff' AS TEXT) || i % 7, hex(i * 7919) || CAST(x'e9' AS TEXT),"
                  " CASE WHEN i % 3 THEN 1000 ELSE unixepoch() END, i FROM n");
    }
    int keys() {
        auto count = store.database.prepare("SELECT count(*) FROM necsus_idempotency_keys");
        return count->executeStep() ? count->getColumn(0).getInt() : -1;
    }

    TempFolder folder;
    std::string path = folder / "necsus.db";
    asio::io_context loop;
    Store store{loop, path};
};

}  // namespace

TEST_CASE_METHOD(KeyExpiryCase, "keys whose time is over are forgotten some at a time, and no others") {
    fill(3000);
    store.key_expiry.start();
    store.key_expiry.start();  // once is enough
    std::set<int> seen;
    loop.restart();
    while (loop.run_one_for(run_deadline) > 0) seen.insert(keys());
    CHECK(seen.size() > 3);
    CHECK(*seen.begin() == 1000);
}

TEST_CASE_METHOD(KeyExpiryCase, "a post forgets no other keys than its own, however many are over") {
    fill(3000);
    run(loop, store.messages.add_user_message(said("a", "x"), "key"));
    CHECK(keys() == 3001);
}

TEST_CASE_METHOD(KeyExpiryCase, "keys are not looked through again at once") {
    store.key_expiry.start();
    finish(loop);
    fill(3);
    store.key_expiry.start();
    finish(loop);
    CHECK(keys() == 3);
}

TEST_CASE("keys of a server of before are known, and the table is its short self") {
    asio::io_context loop;
    TempFolder folder;
    const std::string path = folder / "necsus.db";
    std::string json;
    {
        Store store(loop, path);
        json = run(loop, store.messages.add_user_message(said("a", "x"), "")).json;
    }
    {
        SQLite::Database file(path, SQLite::OPEN_READWRITE);
        file.exec("CREATE INDEX necsus_idempotency_keys_byage ON necsus_idempotency_keys (posted_at)");
        SQLite::Statement insert(file, "INSERT INTO necsus_idempotency_keys VALUES ('a', 'key', unixepoch(), ?)");
        insert.bind(1, json);
        insert.exec();
    }
    Store store(loop, path);
    auto again = run(loop, store.messages.add_user_message(said("a", "y"), "key"));
    CHECK(again.repeated);
    CHECK(again.json == json);
}
