#include "storage/migration.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>

#include "necsus/text/json_text.hpp"
#include "support/temp_folder.hpp"
#include "support/unit/store.hpp"

using namespace necsus;

namespace {

/// A database as the original makes it, or one of its first versions, with some life in it.
struct Original {
    explicit Original(bool is_old = false) {
        SQLite::Database file(path(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        const std::string later = is_old ? "" : "js TEXT, css TEXT, ";
        const std::string latest = is_old ? "" : "base_url TEXT, ";
        file.exec(
            "CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT CHECK (room != ''), author TEXT,"
            " kind TEXT DEFAULT 'user' NOT NULL, text TEXT, \"when\" TEXT, image TEXT, media TEXT, " +
            later + "from_bot INTEGER, " + latest + "state BLOB)");
        file.exec("CREATE INDEX messages_byroom ON messages (room, id)");
        file.exec(
            "CREATE TABLE bots (id INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT CHECK (room != ''), name TEXT,"
            " responds_to TEXT, url TEXT)");
        file.exec("CREATE TABLE clears (room TEXT PRIMARY KEY, last_cleared_id INTEGER)");
        file.exec("INSERT INTO bots (room, name, responds_to, url) VALUES ('lobby', 'Guess', NULL, 'http://h/guess')");
        file.exec("INSERT INTO clears VALUES ('old', 40)");
        file.exec(
            "INSERT INTO messages (id, room, author, text, \"when\") VALUES (41, 'lobby', 'Ada', 'é', '3:04 pm')");
    }

    std::string path() const { return folder / "necsus.db"; }

    void say(const std::string& room, std::optional<BotId> bot, const std::string& state_sql) const {
        SQLite::Database file(path(), SQLite::OPEN_READWRITE);
        SQLite::Statement insert(file,
                                 "INSERT INTO messages (room, author, kind, text, \"when\", from_bot, state)"
                                 " VALUES (?, 'x', 'bot', 'x', '1600000000.25', ?, " +
                                     state_sql + ")");
        insert.bind(1, room);
        if (bot) insert.bind(2, *bot);
        insert.exec();
    }

    std::optional<Conversation> conversation(const std::string& room) const {
        asio::io_context loop;
        Store store(loop, path());
        return run(loop, store.messages.conversation(room));
    }

    TempFolder folder;
};

}  // namespace

TEST_CASE("a database of the original opens, and goes on") {
    const bool is_old = GENERATE(false, true);
    CAPTURE(is_old);
    Original original(is_old);
    asio::io_context loop;
    Store store(loop, original.path());
    CHECK(
        all_messages(loop, store, "lobby") ==
        std::vector<std::string>{R"({"id":41,"room":"lobby","author":"Ada","kind":"user","text":"é","when":"3:04 pm",)"
                                 R"("image":null,"media":null,"js":null,"css":null,"from_bot":null,"base_url":null,)"
                                 R"("state":null})"});
    CHECK(last_cleared(loop, store, "old") == 40);
    const auto bots = run(loop, store.bots.in_room("lobby"));
    REQUIRE(bots.size() == 1);
    CHECK(to_json(bots[0]) == R"({"id":1,"room":"lobby","name":"Guess","responds_to":null,"url":"http://h/guess"})");

    auto content = said("lobby", "on");
    content.js = "a.js";
    content.css = "a.css";
    content.base_url = "http://h";
    const auto next = run(loop, store.messages.add_user_message(content, ""));
    CHECK(next.message.id == 42);
    CHECK(all_messages(loop, store, "lobby").back() == next.json);
}

TEST_CASE("what was written here can be read with the original's statements") {
    Original original(true);
    asio::io_context loop;
    {
        Store store(loop, original.path());
        run(loop, store.messages.add_outcome(answered("lobby", 1, "{\"n\": 1.0}"), {"lobby", 1}));
    }
    SQLite::Database file(original.path(), SQLite::OPEN_READONLY);
    SQLite::Statement last(file,
                           "SELECT kind, from_bot, state, \"when\", js, css, base_url FROM messages ORDER BY id DESC");
    REQUIRE(last.executeStep());
    CHECK(last.getColumn(0).getString() == "bot");
    CHECK(last.getColumn(1).getInt() == 1);
    CHECK(last.getColumn(2).getString() == "{\"n\": 1.0}");
    CHECK(last.getColumn(3).getString() == "1700000000.5");
}

TEST_CASE("the conversation of an original's room is what its last message's state says") {
    const auto [state_sql, state] = GENERATE(table<std::string, std::optional<std::string>>({
        {R"('{"n": 1.0}')", R"({"n": 1.0})"},
        {R"(CAST('{"n": 1.0}' AS BLOB))", R"({"n": 1.0})"},
        {"'0'", "0"},
        {"'false'", "false"},
        {"'\"\"'", "\"\""},
        {"'[]'", "[]"},
        {"'[1" + std::string(400, '0') + "]'", "[1" + std::string(400, '0') + "]"},
        {"NULL", std::nullopt},
        {"'null'", std::nullopt},
        {"''", std::nullopt},
    }));
    CAPTURE(state_sql);
    Original original;
    original.say("lobby", 1, state_sql);
    const auto conversation = original.conversation("lobby");
    CHECK(conversation.has_value() == state.has_value());
    if (conversation && state) {
        CHECK(conversation->bot_id == 1);
        CHECK(conversation->state == *state);
    }
}

TEST_CASE("only the last message counts, in each room for itself") {
    Original original;
    original.say("lobby", 1, "'1'");
    original.say("other", 1, "'2'");
    original.say("lobby", 1, "NULL");
    CHECK_FALSE(original.conversation("lobby"));
    REQUIRE(original.conversation("other"));
    CHECK(original.conversation("other")->state == "2");
}

TEST_CASE("a state without a bot begins nothing") {
    Original original;
    original.say("lobby", std::nullopt, "'1'");
    CHECK_FALSE(original.conversation("lobby"));
}

TEST_CASE("opening again changes nothing, and what the original wrote meanwhile counts") {
    Original original;
    asio::io_context loop;
    {
        Store store(loop, original.path());
        run(loop, store.messages.add_outcome(answered("lobby", 1, "7"), {"lobby", 1}));
        run(loop, store.messages.add_system_message(answered("lobby", 1, std::nullopt)));
    }
    REQUIRE(original.conversation("lobby"));
    CHECK(original.conversation("lobby")->state == "7");

    original.say("lobby", 1, "'8'");
    CHECK(original.conversation("lobby")->state == "8");
    original.say("lobby", 1, "NULL");
    CHECK_FALSE(original.conversation("lobby"));
}

TEST_CASE("an old state that only Python takes for JSON is shown as a string and begins nothing") {
    Original original;
    original.say("lobby", 1, "'{\"n\": NaN}'");
    CHECK_FALSE(original.conversation("lobby"));
    asio::io_context loop;
    Store store(loop, original.path());
    CHECK(member_text(all_messages(loop, store, "lobby").back(), "state") == R"("{\"n\": NaN}")");
}

TEST_CASE("an empty file becomes a database, and a new one has the original's tables") {
    TempFolder folder;
    folder.write("necsus.db", "");
    asio::io_context loop;
    Store store(loop, folder / "necsus.db");
    const auto [table, columns] = GENERATE(Catch::Generators::table<std::string, std::string>({
        {"messages", "id room author kind text when image media js css from_bot base_url state"},
        {"bots", "id room name responds_to url"},
        {"clears", "room last_cleared_id"},
    }));
    auto info = store.database.prepare("SELECT group_concat(name, ' ') FROM pragma_table_info('" + table + "')");
    REQUIRE(info->executeStep());
    CHECK(info->getColumn(0).getString() == columns);
}
