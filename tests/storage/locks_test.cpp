#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>

#include "support/temp_folder.hpp"
#include "support/unit/store.hpp"

using namespace necsus;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

using Names = std::vector<std::string>;

/// A file that another program locks.
struct LockedFile {
    explicit LockedFile(LockBounds locks = {})
        : store(loop, path(), {}, locks), other(path(), SQLite::OPEN_READWRITE) {}

    std::string path() const { return (folder / "necsus.db").string(); }
    void lock() { other.exec("BEGIN IMMEDIATE"); }
    void unlock() { other.exec("ROLLBACK"); }
    Names texts() { return all_messages(loop, store, "room"); }

    asio::io_context loop;
    TempFolder folder;
    Store store;
    SQLite::Database other;
    Names told;
};

awaitable<void> add(LockedFile& file, std::string name) {
    co_await file.store.messages.add_user_message(said("room", name), "");
    file.told.push_back(name);
}

awaitable<void> add_or_say_why_not(LockedFile& file, std::string name) {
    try {
        co_await file.store.messages.add_user_message(said("room", name), "");
        file.told.push_back(name);
    } catch (const DatabaseError& error) {
        file.told.push_back(name + ": " + error.what());
    }
}

awaitable<void> read(LockedFile& file) {
    MessageRange whole{"room", 0, no_bound};
    auto page = co_await file.store.messages.page(std::move(whole));
    file.told.push_back("read " + std::to_string(page.messages.size()));
}

/// Turns the loop goes on with while the lock is held, and then it is let go.
awaitable<void> unlock_later(LockedFile& file, int turns) {
    Timer timer(file.loop.get_executor());
    for (int i = 0; i < turns; ++i) {
        timer.expires_after(1ms);
        co_await timer.async_wait(use_awaitable);
    }
    file.told.push_back("unlocked");
    file.unlock();
}

}  // namespace

TEST_CASE("who writes waits for another program's lock, and all go on in the order in which they came") {
    LockedFile file;
    file.lock();
    std::vector<std::future<void>> started;
    for (int i = 0; i < 5; ++i) started.push_back(start(file.loop, add(file, std::to_string(i))));
    started.push_back(start(file.loop, unlock_later(file, 40)));
    finish(file.loop);
    CHECK(file.told == Names{"unlocked", "0", "1", "2", "3", "4"});
    CHECK(file.texts().size() == 5);
}

TEST_CASE("many who waited for a lock are all stored, in their order") {
    LockedFile file;
    file.lock();
    std::vector<std::future<void>> started;
    for (int i = 0; i < 900; ++i) started.push_back(start(file.loop, add(file, std::to_string(i))));
    started.push_back(start(file.loop, unlock_later(file, 5)));
    finish(file.loop);
    Names expected{"unlocked"};
    for (int i = 0; i < 900; ++i) expected.push_back(std::to_string(i));
    CHECK(file.told == expected);
    CHECK(file.texts().size() == 900);
}

TEST_CASE("a lock that outlasts our patience is an error, and reading goes on meanwhile") {
    LockedFile file({50ms, 1000});
    run(file.loop, add(file, "before"));
    file.lock();
    auto writer = start(file.loop, add_or_say_why_not(file, "meanwhile"));
    auto reader = start(file.loop, read(file));
    finish(file.loop);
    REQUIRE(file.told.size() == 3);
    CHECK(file.told[1] == "read 1");
    CHECK_THAT(file.told[2], Contains("meanwhile: another program has locked the database"));

    file.unlock();
    run(file.loop, add(file, "after"));
    CHECK(file.texts().size() == 2);
}

TEST_CASE("only so many wait for a lock: who comes too many is told so") {
    LockedFile file({10s, 2});
    file.lock();
    auto first = start(file.loop, add(file, "first"));
    auto second = start(file.loop, add(file, "second"));
    auto third = start(file.loop, add_or_say_why_not(file, "third"));
    auto unlocking = start(file.loop, unlock_later(file, 5));
    finish(file.loop);
    REQUIRE(file.told.size() == 4);
    CHECK_THAT(file.told[0], Contains("third: ") && Contains("too many wait already"));
    CHECK(file.told[3] == "second");
}

TEST_CASE("readers wait for a lock too, where even reading is locked") {
    LockedFile file;
    int tries = 0;
    auto work = [&](const Snapshot&) {
        if (++tries < 4) throw DatabaseError("database is locked", DatabaseTrouble::locked);
        return tries;
    };
    CHECK(run(file.loop, file.store.database.read(std::move(work))) == 4);
}

TEST_CASE("readers whose patience is over are told so") {
    LockedFile file({50ms, 1000});
    auto work = [](const Snapshot&) -> int { throw DatabaseError("database is locked", DatabaseTrouble::locked); };
    CHECK_THROWS_WITH(run(file.loop, file.store.database.read(std::move(work))),
                      Contains("another program has locked the database"));
}

namespace {

/// Writes, and keeps the commit from being done until it is reset: as SQLite says, it is busy.
struct StuckWrite {
    explicit StuckWrite(LockedFile& locked)
        : file(locked), statement(file.store.database.prepare("DELETE FROM clears RETURNING room")) {
        run(file.loop, add(file, "before"));
        run(file.loop, file.store.messages.clear("room"));
        run(file.loop, add(file, "now"));
    }
    awaitable<void> begin() {
        auto work = [this] { statement->executeStep(); };
        return file.store.database.write(std::move(work));
    }
    awaitable<void> end_later() {
        Timer timer(file.loop.get_executor(), 30ms);
        co_await timer.async_wait(use_awaitable);
        file.told.emplace_back("ended");
        statement->reset();
    }

    LockedFile& file;
    std::unique_ptr<SQLite::Statement> statement;
};

}  // namespace

TEST_CASE("a commit that is held up is not rolled back, and writers and readers come after it") {
    LockedFile file;
    StuckWrite stuck(file);
    auto first = start(file.loop, stuck.begin());
    auto with_it = start(file.loop, add(file, "with it"));
    auto ending = start(file.loop, stuck.end_later());
    file.loop.restart();
    file.loop.poll();
    auto after_it = start(file.loop, add(file, "after it"));
    auto reader = start(file.loop, read(file));
    finish(file.loop);
    file.told.erase(file.told.begin(), file.told.begin() + 2);
    REQUIRE(file.told.size() == 4);
    CHECK(file.told[0] == "ended");
    CHECK(file.told[1] == "with it");
    CHECK(file.texts().size() == 4);  // what was cleared is shown again
}

TEST_CASE("a commit that is held up for longer than our patience is rolled back") {
    LockedFile file({50ms, 1000});
    StuckWrite stuck(file);
    auto first = start(file.loop, stuck.begin());
    auto with_it = start(file.loop, add_or_say_why_not(file, "with it"));
    finish(file.loop);
    CHECK_THROWS_AS(result_of(std::move(first)), DatabaseError);
    CHECK_THAT(file.told.at(2), Contains("with it: "));
    stuck.statement->tryReset();
    run(file.loop, add(file, "after it"));
    CHECK(file.texts().size() == 2);
}
