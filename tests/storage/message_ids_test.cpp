#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>

#include "support/temp_folder.hpp"
#include "support/unit/store.hpp"

using namespace necsus;

namespace {

struct MessageIdsCase {
    std::string path() const { return folder / "necsus.db"; }
    MessageId say(Store& store) { return run(loop, store.messages.add_user_message(said("a", "x"), "")).message.id; }
    /// As another program does.
    MessageId insert(const std::string& state = "NULL") const {
        SQLite::Database file(path(), SQLite::OPEN_READWRITE);
        file.exec("INSERT INTO messages (room, author, kind, text, from_bot, state) VALUES ('a', 'b', 'bot', 'x', 1, " +
                  state + ")");
        return file.getLastInsertRowid();
    }
    void forget_all() const {
        SQLite::Database file(path(), SQLite::OPEN_READWRITE);
        file.exec("DELETE FROM messages");
    }

    TempFolder folder;
    asio::io_context loop;
};

}  // namespace

TEST_CASE_METHOD(MessageIdsCase, "ids are one after the other, also after a server that ended as it should") {
    {
        Store store(loop, path());
        CHECK(say(store) == 1);
        CHECK(say(store) == 2);
        run(loop, store.messages.give_back_ids());
    }
    Store store(loop, path());
    CHECK(say(store) == 3);
    run(loop, store.messages.give_back_ids());
    CHECK(insert() == 4);
    CHECK(say(store) == 5);
}

TEST_CASE_METHOD(MessageIdsCase, "an id is never given twice, not even when the newest rows and the server are gone") {
    MessageId last = 0;
    {
        Store store(loop, path());
        for (int i = 0; i < 3; ++i) last = say(store);
        forget_all();
        auto next = say(store);
        CHECK(next > last);
        last = next;
    }
    forget_all();
    Store store(loop, path());
    CHECK(say(store) > last);
}

TEST_CASE_METHOD(MessageIdsCase, "another program's ids are past ours, and ours past its") {
    Store store(loop, path());
    auto last = say(store);
    for (int i = 0; i < 3; ++i) {
        auto other = insert();
        CHECK(other > last);
        last = say(store);
        CHECK(last > other);
        auto next = say(store);
        CHECK(next == last + 1);
        last = next;
    }
}

TEST_CASE_METHOD(MessageIdsCase,
                 "a conversation of the original's begins while the server runs, or after it was killed") {
    const bool runs = GENERATE(false, true);
    {
        Store store(loop, path());
        run(loop, store.bots.put(new_bot("a", "Bot"), 10));
        say(store);
        if (runs) insert("'{}'");
    }
    if (!runs) insert("'{}'");
    Store store(loop, path());
    CHECK(run(loop, store.messages.conversation("a")).has_value());
}

TEST_CASE_METHOD(MessageIdsCase, "ids go on when what they were noted in was rolled back") {
    Store store(loop, path());
    auto first = start(loop, store.messages.add_user_message(said("a", "x"), ""));
    auto failing = start(loop, store.messages.add_user_message(said("", "no room"), ""));
    finish(loop);
    CHECK_THROWS_AS(failing.get(), DatabaseError);
    CHECK_THROWS_AS(first.get(), DatabaseError);
    auto id = say(store);
    SQLite::Database file(path(), SQLite::OPEN_READONLY);
    CHECK(file.execAndGet("SELECT last_message_id FROM necsus_progress").getInt64() >= id);
    CHECK(file.execAndGet("SELECT seq FROM sqlite_sequence WHERE name = 'messages'").getInt64() >= id);
}
