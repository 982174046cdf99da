// Files of every shape that the original's database has had open here, and still there afterwards.
#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <set>

#include "necsus/text/json_text.hpp"
#include "support/temp_folder.hpp"
#include "support/unit/store.hpp"

using namespace necsus;

namespace {

/// One of tests/data/old_databases, in a file of its own.
struct OldDatabase {
    explicit OldDatabase(const std::string& shape) {
        std::ifstream script(NECSUS_TEST_DATA "/old_databases/" + shape + ".sql");
        const std::string sql{std::istreambuf_iterator<char>(script), {}};
        SQLite::Database file(path(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        file.exec(sql);
        SQLite::Statement names(file, "SELECT name FROM pragma_table_info('messages')");
        while (names.executeStep()) columns.insert(names.getColumn(0).getString());
    }
    std::string path() const { return folder.file("necsus.db"); }
    bool has(const std::string& column) const { return columns.contains(column); }

    TempFolder folder;
    std::set<std::string> columns;
};

/// All shapes but today's, which original.sql has.
std::string any_shape() {
    return GENERATE(as<std::string>(), "2019-11-20", "2019-12-27", "2020-01-05", "2020-01-07", "2021-01-05",
                    "2021-01-11", "2023-01-09", "2023-from_bot", "2023-js");
}

std::vector<std::string> each(const std::vector<std::string>& messages, const char* member) {
    std::vector<std::string> values;
    for (const auto& message : messages) values.emplace_back(*member_text(message, member));
    return values;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a database of any shape opens, and its rows are served whatever is in them") {
    const auto shape = any_shape();
    CAPTURE(shape);
    OldDatabase old(shape);
    asio::io_context loop;
    Store store(loop, old.path());

    const auto messages = all_messages(loop, store, "7b");
    CHECK(each(messages, "id") == Texts{"3", "4", "5", "6", "7", "8", "9", "10"});
    CHECK(each(messages, "author") ==
          Texts{R"("Emmy")", R"("")", "\"Jr\uFFFD\"", R"("Bot")", R"("Bot")", R"("Bot")", R"("Bot")", R"("Bot")"});
    CHECK(each(messages, "text")[1] == R"("")");
    CHECK(each(messages, "text")[2] == "\"Gr \uFFFDne😀\uFFFD\"");
    const auto whens = old.has("when") ? Texts{R"("3:04pm")",       R"("")",    "1578240000.5", "1.57824e9", R"("")",
                                               R"(" 1578240000 ")", R"("inf")", R"("1e999")"}
                                       : Texts(8, R"("")");
    CHECK(each(messages, "when") == whens);
    const auto kinds =
        old.has("kind") ? Texts{"user", "user", "user", "bot", "system", "user", "user", "user"} : Texts(8, "user");
    for (std::size_t i = 0; i < kinds.size(); ++i) CHECK(each(messages, "kind")[i] == "\"" + kinds[i] + "\"");
    CHECK(each(messages, "image")[2] == (old.has("image") ? "\"\uFFFD.png\"" : "null"));

    CHECK(run(loop, store.messages.conversation("7b")) == std::nullopt);
    const auto guess = all_messages(loop, store, "guess");
    CHECK(each(guess, "state") == Texts{old.has("state") ? R"({"number": 42, "tries": [1, 2.0]})" : "null"});
    CHECK(each(guess, "from_bot") == Texts{old.has("from_bot") ? "2" : "null"});

    const auto bots = all_bots(loop, store);
    REQUIRE(bots.size() == 3);
    CHECK(bots[0].responds_to == (shape == "2019-11-20" ? std::nullopt : std::optional<std::string>("^echo")));
    CHECK(to_json(bots[2]) == "{\"id\":3,\"room\":\"7b\",\"name\":\"\uFFFD\",\"responds_to\":null,\"url\":\"\"}");
}

TEST_CASE("a conversation goes on from from_bot, and one of before is over") {
    const auto shape = any_shape();
    CAPTURE(shape);
    OldDatabase old(shape);
    asio::io_context loop;
    Store store(loop, old.path());
    const auto conversation = run(loop, store.messages.conversation("guess"));
    REQUIRE(conversation.has_value() == old.has("from_bot"));
    if (conversation) {
        CHECK(conversation->bot_id == 2);
        CHECK(conversation->state == R"({"number": 42, "tries": [1, 2.0]})");
    }
}

TEST_CASE("a database of any shape takes every kind of row, keeps what it had, and opens again") {
    const auto shape = any_shape();
    CAPTURE(shape);
    OldDatabase old(shape);
    Texts first;
    {
        asio::io_context loop;
        Store store(loop, old.path());
        auto content = said("7b", "on");
        content.image = "i.png";
        content.js = "a.js";
        content.base_url = "http://h";
        const auto next = run(loop, store.messages.add_user_message(content, ""));
        CHECK(next.message.id == 13);
        run(loop, store.messages.add_outcome(answered("7b", 1, "{\"n\": 1.0}"), {"7b", 1}));
        auto bot = new_bot("7b", "New");
        bot.responds_to = "^new";
        CHECK(run(loop, store.bots.put(bot, many_bots)).now->id == 5);
        CHECK(run(loop, store.messages.clear("guess")).messages);
        first = all_messages(loop, store, "7b");
        CHECK(first.size() == 10);
    }
    asio::io_context loop;
    Store store(loop, old.path());
    CHECK(all_messages(loop, store, "7b") == first);
    CHECK(all_messages(loop, store, "guess").empty());
    CHECK(run(loop, store.messages.conversation("7b"))->state == "{\"n\": 1.0}");
}

TEST_CASE("the original of its time still reads and writes its tables afterwards") {
    const auto shape = any_shape();
    CAPTURE(shape);
    OldDatabase old(shape);
    {
        asio::io_context loop;
        Store store(loop, old.path());
        run(loop, store.messages.add_user_message(said("7b", "from here"), ""));
    }
    SQLite::Database file(old.path(), SQLite::OPEN_READWRITE);
    std::string names;
    std::string values;
    for (const auto& column : old.columns) {
        if (column == "id") continue;
        names += (names.empty() ? "\"" : ", \"") + column + "\"";
        values += values.empty() ? "" : ", ";
        values += column == "room" ? "'7b'" : column == "kind" ? "'user'" : "'1'";
    }
    CHECK(file.exec("INSERT INTO messages (" + names + ") VALUES (" + values + ")") == 1);
    if (old.has("reply_to")) {
        CHECK(file.execAndGet("SELECT reply_to FROM messages WHERE id = 12").getInt() == 2);
    }
    CHECK(file.execAndGet("SELECT text FROM messages WHERE id = 13").getString() == "from here");
    CHECK(file.execAndGet("SELECT group_concat(integrity_check) FROM pragma_integrity_check").getString() == "ok");
    CHECK_THROWS(file.exec("INSERT INTO messages (room) VALUES ('')"));
}

TEST_CASE("a state that is no JSON is served as a string, however it came there") {
    const auto [state_sql, served] = GENERATE(table<std::string, std::string>({
        {"'hello'", R"("hello")"},
        {"'{''n'': 1}'", R"("{'n': 1}")"},
        {"x'80049500'", "\"\uFFFD\\u0004\uFFFD\\u0000\""},
        {"CAST(x'22FF22' AS TEXT)", "\"\uFFFD\""},
        {"''", R"("")"},
        {"5", "5"},
        {"'{\"n\": Infinity}'", R"("{\"n\": Infinity}")"},
    }));
    CAPTURE(state_sql);
    OldDatabase old("2023-js");
    {
        SQLite::Database file(old.path(), SQLite::OPEN_READWRITE);
        file.exec("INSERT INTO messages (room, text, state) VALUES ('s', 't', " + state_sql + ")");
    }
    asio::io_context loop;
    Store store(loop, old.path());
    CHECK(each(all_messages(loop, store, "s"), "state") == Texts{served});
}
