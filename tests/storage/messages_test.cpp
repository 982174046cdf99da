#include "necsus/storage/messages.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>

#include "necsus/text/json_text.hpp"
#include "support/temp_folder.hpp"
#include "support/unit/store.hpp"

using namespace necsus;
using namespace std::string_literals;

namespace {

using Ids = std::vector<std::string>;

struct MessagesCase {
    MessageId say(const std::string& room, const std::string& text = "x") {
        return run(loop, store.messages.add_user_message(said(room, text), "")).message.id;
    }
    Ids ids(const MessageRange& range) {
        Ids found;
        for (const auto& json : run(loop, store.messages.page(range)).messages) {
            found.emplace_back(*member_text(json, "id"));
        }
        return found;
    }
    Ids newest(const MessageRange& range, std::int64_t count) { return ids(newest_of(range, count)); }
    MessageRange newest_of(const MessageRange& range, std::int64_t count) {
        MessageRepository::NewestSearch search{range, count};
        do {
            search = run(loop, store.messages.look_back(std::move(search)));
        } while (search.count > 0);
        return std::move(search.range);
    }

    asio::io_context loop;
    Store store{loop};
};

}  // namespace

TEST_CASE_METHOD(MessagesCase, "a message is stored as it was sent, with an id and a time") {
    auto content = said("lobby", "\0é\n"s);
    content.author = "";
    content.image = "i.png";
    content.media = "";
    const auto stored = run(loop, store.messages.add_user_message(content, ""));
    CHECK(stored.message.id == 1);
    CHECK(stored.message.kind == MessageKind::user);
    CHECK(is_json_number(stored.message.when));
    CHECK_FALSE(stored.conversation);
    CHECK_FALSE(stored.repeated);
    CHECK(stored.json == to_json(stored.message));
    CHECK(stored.json.find(R"("text":"\u0000é\n")") != std::string::npos);
    CHECK(all_messages(loop, store, "lobby") == std::vector{stored.json});
}

TEST_CASE_METHOD(MessagesCase, "ids increase over the whole server") {
    CHECK(say("a") == 1);
    CHECK(say("b") == 2);
    CHECK(say("a") == 3);
    CHECK(newest_id(loop, store) == 3);
}

TEST_CASE_METHOD(MessagesCase, "a range is of one room, between its bounds, ascending") {
    for (int i = 0; i < 4; ++i) {
        say("a");
        say("b");
    }
    CHECK(ids({"a", 0, no_bound}) == Ids{"1", "3", "5", "7"});
    CHECK(ids({"a", 3, no_bound}) == Ids{"5", "7"});
    CHECK(ids({"a", 0, 5}) == Ids{"1", "3"});
    CHECK(ids({"a", 2, 6}) == Ids{"3", "5"});
    CHECK(ids({"a", -5, 2}) == Ids{"1"});
    CHECK(ids({"a", 7, no_bound}).empty());
    CHECK(ids({"A", 0, no_bound}).empty());
}

TEST_CASE_METHOD(MessagesCase, "the newest of a range are its last ones, ascending") {
    for (int i = 0; i < 4; ++i) {
        say("a");
        say("b");
    }
    CHECK(newest({"a", 0, no_bound}, 2) == Ids{"5", "7"});
    CHECK(newest({"a", 0, 7}, 2) == Ids{"3", "5"});
    CHECK(newest({"a", 5, no_bound}, 2) == Ids{"7"});
    CHECK(newest({"a", 0, no_bound}, 4) == Ids{"1", "3", "5", "7"});
    CHECK(newest({"a", 0, no_bound}, no_bound) == Ids{"1", "3", "5", "7"});
    CHECK(newest({"a", 0, no_bound}, 0).empty());
    CHECK(newest({"a", 0, no_bound}, -1).empty());
    CHECK(newest({"c", 0, no_bound}, 2).empty());
}

TEST_CASE_METHOD(MessagesCase, "a long room comes in pages that follow one another") {
    std::vector<std::future<StoredMessage>> started;
    for (int i = 0; i < 1000; ++i) started.push_back(start(loop, store.messages.add_user_message(said("a", "x"), "")));
    finish(loop);
    std::vector<std::string> expected;
    for (auto& stored : started) expected.push_back(stored.get().json);
    const auto page = run(loop, store.messages.page({"a", 0, no_bound}));
    CHECK(page.messages.size() < 1000);
    CHECK(all_messages(loop, store, "a") == expected);
}

TEST_CASE_METHOD(MessagesCase, "a page of long messages holds few of them") {
    const std::string long_text(60'000, 'x');
    for (int i = 0; i < 12; ++i) say("a", long_text);
    CHECK(run(loop, store.messages.page({"a", 0, no_bound})).messages.size() == 5);
    CHECK(all_messages(loop, store, "a").size() == 12);
}

TEST_CASE_METHOD(MessagesCase, "a cleared room is empty, remembers its last id, and goes on after it") {
    say("a");
    say("b");
    say("a");
    CHECK(last_cleared(loop, store, "a") == std::nullopt);
    CHECK(run(loop, store.messages.clear("a")).messages);
    CHECK(last_cleared(loop, store, "a") == 3);
    CHECK(all_messages(loop, store, "a").empty());
    CHECK(newest({"a", 0, no_bound}, 5).empty());
    CHECK(ids({"b", 0, no_bound}) == Ids{"2"});
    CHECK(last_cleared(loop, store, "b") == std::nullopt);

    CHECK(say("a") == 4);
    CHECK(ids({"a", 0, no_bound}) == Ids{"4"});
    CHECK(newest({"a", 0, no_bound}, 5) == Ids{"4"});
}

TEST_CASE_METHOD(MessagesCase, "clearing an empty room does nothing") {
    CHECK_FALSE(run(loop, store.messages.clear("a")).messages);
    CHECK(last_cleared(loop, store, "a") == std::nullopt);
    say("a");
    CHECK(run(loop, store.messages.clear("a")).messages);
    CHECK_FALSE(run(loop, store.messages.clear("a")).messages);  // whether its rows are purged or not
    purge(loop, store);
    CHECK_FALSE(run(loop, store.messages.clear("a")).messages);
    CHECK(last_cleared(loop, store, "a") == 1);
}

TEST_CASE("ids are not used again, not even after a clear and a restart") {
    asio::io_context loop;
    TempFolder folder;
    {
        Store store(loop, folder / "necsus.db");
        run(loop, store.messages.add_user_message(said("a", "x"), ""));
        run(loop, store.messages.add_user_message(said("a", "x"), ""));
        run(loop, store.messages.clear("a"));
        purge(loop, store);
    }
    Store store(loop, folder / "necsus.db");
    CHECK(last_cleared(loop, store, "a") == 2);
    CHECK(run(loop, store.messages.add_user_message(said("a", "x"), "")).message.id > 2);
}

TEST_CASE("everything is there after a restart") {
    asio::io_context loop;
    TempFolder folder;
    std::vector<std::string> before;
    {
        Store store(loop, folder / "necsus.db");
        run(loop, store.messages.add_user_message(said("a", "é"), ""));
        run(loop, store.messages.add_outcome(answered("a", 9, "[1.0]"), {"a", 9}));
        before = all_messages(loop, store, "a");
    }
    Store store(loop, folder / "necsus.db");
    CHECK(before.size() == 2);
    CHECK(all_messages(loop, store, "a") == before);
    CHECK(newest_id(loop, store) == 2);
}

TEST_CASE_METHOD(MessagesCase, "a message posted again under its key is not stored again") {
    const auto first = run(loop, store.messages.add_user_message(said("a", "one"), "key"));
    const auto again = run(loop, store.messages.add_user_message(said("a", "two"), "key"));
    CHECK_FALSE(first.repeated);
    CHECK(again.repeated);
    CHECK(again.json == first.json);
    CHECK(all_messages(loop, store, "a") == std::vector{first.json});
}

TEST_CASE_METHOD(MessagesCase, "a message posted twice in one turn under a key is stored once") {
    auto first = start(loop, store.messages.add_user_message(said("a", "x"), "key"));
    auto second = start(loop, store.messages.add_user_message(said("a", "x"), "key"));
    finish(loop);
    CHECK(second.get().json == first.get().json);
    CHECK(all_messages(loop, store, "a").size() == 1);
}

TEST_CASE_METHOD(MessagesCase, "keys are of one room, differ by every byte, and an empty one is none") {
    const auto [room, key] = GENERATE(table<std::string, std::string>({{"b", "key"}, {"a", "Key"}, {"a", ""}}));
    run(loop, store.messages.add_user_message(said("a", "x"), "key"));
    run(loop, store.messages.add_user_message(said("a", "x"), ""));
    CHECK_FALSE(run(loop, store.messages.add_user_message(said(room, "x"), key)).repeated);
}

TEST_CASE("a key is forgotten when its time is over") {
    asio::io_context loop;
    TempFolder folder;
    Store store(loop, folder / "necsus.db");
    SQLite::Database file((folder / "necsus.db").string(), SQLite::OPEN_READWRITE);
    const auto [age, repeated] = GENERATE(table<int, bool>({{590, true}, {601, false}}));
    run(loop, store.messages.add_user_message(said("a", "x"), "key"));
    file.exec("UPDATE necsus_idempotency_keys SET posted_at = posted_at - " + std::to_string(age));
    CHECK(run(loop, store.messages.add_user_message(said("a", "x"), "key")).repeated == repeated);
    CHECK(run(loop, store.messages.add_user_message(said("a", "x"), "key")).repeated);
}

TEST_CASE_METHOD(MessagesCase, "a message posted again under its key is answered as before, though its row is gone") {
    const auto first = run(loop, store.messages.add_user_message(said("a", "x"), "key"));
    run(loop, store.messages.clear("a"));
    purge(loop, store);
    const auto again = run(loop, store.messages.add_user_message(said("a", "x"), "key"));
    CHECK(again.repeated);
    CHECK_THAT(again.json, Catch::StartsWith("{\"id\":" + std::to_string(first.message.id)));
    CHECK(all_messages(loop, store, "a").empty());
}

TEST_CASE("a key is remembered over a restart") {
    asio::io_context loop;
    TempFolder folder;
    {
        Store store(loop, folder / "necsus.db");
        run(loop, store.messages.add_user_message(said("a", "x"), "key"));
    }
    Store store(loop, folder / "necsus.db");
    CHECK(run(loop, store.messages.add_user_message(said("a", "x"), "key")).repeated);
}

TEST_CASE("as many keys are remembered as may be, and none is forgotten early") {
    asio::io_context loop;
    const TempFolder folder;
    const KeyBounds three{std::chrono::seconds(600), 3};
    auto post = [&](Store& store, const std::string& key) {
        return run(loop, store.messages.add_user_message(said("a", "x"), key)).repeated;
    };
    {
        Store store(loop, folder / "necsus.db", three);
        for (const auto* key : {"1", "2", "3"}) CHECK_FALSE(post(store, key));
        CHECK_THROWS_AS(post(store, "4"), TooManyKeys);
        for (const auto* key : {"1", "2", "3"}) CHECK(post(store, key));
        CHECK_FALSE(post(store, ""));
        CHECK(newest_id(loop, store) == 4);
    }
    Store again(loop, folder / "necsus.db", three);  // they count after a restart too
    CHECK_THROWS_AS(post(again, "4"), TooManyKeys);
    CHECK(post(again, "1"));
}

TEST_CASE("keys that are posted in one turn are counted before they are committed") {
    asio::io_context loop;
    Store store(loop, ":memory:", {std::chrono::seconds(600), 2});
    std::vector<std::future<StoredMessage>> posted;
    for (const auto* key : {"1", "2", "3", "4"}) {
        posted.push_back(start(loop, store.messages.add_user_message(said("a", "x"), key)));
    }
    finish(loop);
    CHECK_FALSE(result_of(std::move(posted[0])).repeated);
    CHECK_FALSE(result_of(std::move(posted[1])).repeated);
    CHECK_THROWS_AS(result_of(std::move(posted[2])), TooManyKeys);
    CHECK_THROWS_AS(result_of(std::move(posted[3])), TooManyKeys);
    CHECK(newest_id(loop, store) == 2);
}

TEST_CASE_METHOD(MessagesCase,
                 "the newest of very many are found in several goes, and others have their turns between") {
    const int all = 25'000;
    auto fill = [this] {
        auto rows = store.database.prepare(
            "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 25000) INSERT INTO messages"
            " (id, room, author, kind, text, \"when\") SELECT i, 'a', 'Ada', 'user', 'x', '1' FROM n");
        rows->exec();
    };
    run(loop, store.database.write(std::move(fill)));
    for (std::int64_t count : {1, 9'999, 10'000, 10'001, 20'000, 24'999}) {
        CAPTURE(count);
        auto range = newest_of({"a", 0, no_bound}, count);
        CHECK(range.after == all - count);
    }
    CHECK(newest_of({"a", 0, no_bound}, all + 1).after == 0);
    CHECK(newest_of({"a", 20'000, no_bound}, 15'000).after == 20'000);
    CHECK(newest({"a", 0, std::numeric_limits<MessageId>::min()}, 0).empty());

    MessageRepository::NewestSearch search{{"a", 0, no_bound}, 15'000};
    search = run(loop, store.messages.look_back(std::move(search)));
    CHECK(search.count == 5'000);
    auto one_more = [this] {  // none of the newest as they were
        store.database
            .prepare(
                "INSERT INTO messages (id, room, author, kind, text, \"when\") VALUES (25001, 'a', 'Ada',"
                " 'user', 'x', '1')")
            ->exec();
    };
    run(loop, store.database.write(std::move(one_more)));
    search = run(loop, store.messages.look_back(std::move(search)));
    CHECK(search.count == 0);
    CHECK(search.range.after == 10'000);
    CHECK(search.range.before == all + 1);
}

TEST_CASE_METHOD(MessagesCase,
                 "a large message is in no page: the page before it ends there, and says how large it is") {
    const std::string large(MessageRepository::large_row_bytes, 'x');
    say("a", "1");
    say("a", large);
    say("a", large);
    say("a", "4");
    MessageRange range{"a", 0, no_bound};
    auto page = run(loop, store.messages.page(range));
    CHECK(page.messages.size() == 1);
    CHECK(page.last_id == 1);
    CHECK(page.large_bytes > large.size());
    CHECK_FALSE(page.is_last);
    range.after = 1;
    CHECK(run(loop, store.messages.page(range)).messages.empty());
    auto row = run(loop, store.messages.first(range));
    REQUIRE(row);
    CHECK(std::move(*row).mended().text == large);
    range.after = 3;
    page = run(loop, store.messages.page(range));
    CHECK(page.messages.size() == 1);
    CHECK(page.large_bytes == 0);
    CHECK(page.is_last);
    CHECK(all_messages(loop, store, "a").size() == 4);
}

TEST_CASE_METHOD(MessagesCase, "a large row of another program's is mended like any other") {
    auto fill = [this] {
        store.database
            .prepare(
                "INSERT INTO messages (room, author, kind, text, \"when\", state) VALUES"
                " ('a', 'Ada', 'bot', CAST(x'ff41' AS TEXT), '1', '[NaN' || replace(hex(zeroblob(40000)), '0', ' ') || "
                "']')")
            ->exec();
    };
    run(loop, store.database.write(std::move(fill)));
    auto row = run(loop, store.messages.first({"a", 0, no_bound}));
    REQUIRE(row);
    auto message = std::move(*row).mended();
    CHECK(message.text == "\uFFFDA");
    REQUIRE(message.state);
    CHECK(message.state->starts_with("\"[NaN "));
}
