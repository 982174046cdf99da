#include "storage/opening.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <thread>

#include "necsus/storage/database.hpp"
#include "storage/migration.hpp"
#include "support/temp_folder.hpp"

using namespace necsus;
using Catch::Matchers::Contains;

namespace {

constexpr std::chrono::milliseconds patience{20};

/// As the original began.
const std::string messages_table =
    "CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT, author TEXT, text TEXT);";

struct File {
    std::string path() const { return folder.file("necsus.db"); }

    void write(const std::string& sql) const {
        SQLite::Database file(path(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        file.exec(sql);
    }
    std::string content() const {
        std::ifstream file(path(), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    /// How many lie in the folder.
    std::size_t files() const {
        auto entries = std::filesystem::directory_iterator(folder.path());
        return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
    }
    /// What the admin is told, of a start that fails and leaves the file as it was.
    std::string failure() const {
        const auto before = content();
        const auto files_before = files();
        std::string told = "(it opened)";
        try {
            open_database(path(), "normal", patience);
        } catch (const DatabaseError& error) {
            told = error.what();
        }
        CHECK(content() == before);
        CHECK(files() == files_before);
        CHECK_THAT(told, Contains("cannot open the database " + path() + ": "));
        CHECK(told.find('\n') == std::string::npos);
        return told;
    }

    TempFolder folder;
};

/// As one who has no rights beyond those that files give: a test may run as root, whom files can't refuse.
class Unprivileged {
  public:
    Unprivileged() {
        constexpr uid_t nobody = 65534;
        if (user_ == 0) REQUIRE(seteuid(nobody) == 0);
    }
    ~Unprivileged() {
        if (user_ == 0 && seteuid(user_) != 0) std::abort();
    }
    Unprivileged(const Unprivileged&) = delete;
    Unprivileged& operator=(const Unprivileged&) = delete;

  private:
    uid_t user_ = geteuid();
};

}  // namespace

TEST_CASE("a file that is no database of ours says so, and what to do") {
    const auto [sql, reason] = GENERATE(table<std::string, std::string>({
        {"CREATE VIEW messages AS SELECT 1 AS id, 'r' AS room", "view"},
        {"CREATE TABLE messages (id INTEGER PRIMARY KEY, subject TEXT)", "no such column: room"},
        {"CREATE TABLE messages (id TEXT, room TEXT, author TEXT, text TEXT)", "table messages is another program's"},
        {"CREATE TABLE messages (id INTEGER PRIMARY KEY, room TEXT, author TEXT, text TEXT, sent TEXT NOT NULL)",
         "messages.sent"},
        {"CREATE TABLE messages (id INTEGER PRIMARY KEY, room TEXT, author TEXT, text TEXT, state AS (1))", "state"},
        {"CREATE TABLE messages (id INTEGER PRIMARY KEY, room TEXT, author TEXT, text TEXT,"
         " kind INTEGER CHECK (kind\n < 10))",
         "CHECK"},
        {"CREATE TABLE messages (id INTEGER PRIMARY KEY, room TEXT, author TEXT, text TEXT, from_bot INTEGER"
         " REFERENCES b (x), base_url TEXT GENERATED ALWAYS AS ('other'))",
         "base_url"},
        {messages_table + "CREATE TABLE bots (id INTEGER PRIMARY KEY, room TEXT, owner TEXT)", "no column named name"},
        {messages_table + "CREATE TABLE bots (id INTEGER PRIMARY KEY, room TEXT, name TEXT, url TEXT, x NOT NULL)",
         "table bots is another program's"},
        {messages_table + "CREATE VIEW bots AS SELECT 1 AS id, 'r' AS room", "view"},
        {messages_table + "CREATE TABLE clears (room TEXT PRIMARY KEY)", "table clears is another program's"},
        {"CREATE TABLE x (a); CREATE INDEX messages ON x (a)", "index"},
        {"CREATE TABLE x (a)", "it has a table x"},
        {"CREATE VIRTUAL TABLE messages USING fts5 (room, author, text)", "virtual table messages"},
        {messages_table + "PRAGMA application_id = 7", "application_id is 7"},
        {messages_table + "PRAGMA user_version = -7", "user_version is -7"},
        {messages_table + "CREATE INDEX messages_byroom ON messages (author)", "index messages_byroom"},
        {messages_table + "CREATE INDEX messages_byroom ON messages (room, id) WHERE id > 5", "index messages_byroom"},
        {messages_table + "CREATE TABLE x (id, room); CREATE INDEX messages_byroom ON x (room, id)", "messages_byroom"},
        {messages_table + "CREATE UNIQUE INDEX once ON messages (room, text)", "UNIQUE"},
        {messages_table + "CREATE TRIGGER t BEFORE UPDATE ON messages BEGIN SELECT RAISE(ABORT, 'no'); END", "no"},
        {messages_table + "CREATE TRIGGER t BEFORE DELETE ON messages BEGIN SELECT RAISE(IGNORE); END", "messages"},
        {messages_table + "CREATE TRIGGER t BEFORE INSERT ON messages WHEN NEW.text LIKE '%spam%'"
                          " BEGIN SELECT RAISE(ABORT, 'no'); END",
         "trigger t of messages"},
        {messages_table + "CREATE TRIGGER t AFTER INSERT ON messages BEGIN"
                          " UPDATE messages SET text = upper(text) WHERE id = NEW.id; END",
         "something else"},
        {"CREATE TABLE messages (id INTEGER PRIMARY KEY, room TEXT COLLATE NOCASE, author TEXT, text TEXT)",
         "something else"},
        {"CREATE TABLE messages (id INTEGER PRIMARY KEY, room TEXT, author TEXT, text NUMERIC)", "something else"},
        {"CREATE TABLE messages (id INTEGER PRIMARY KEY, room TEXT, author TEXT, text TEXT) WITHOUT ROWID", "rowid"},
        {"CREATE TABLE messages (id INTEGER, room TEXT, author TEXT, text TEXT)", "something else"},
        {"CREATE TABLE messages (id INTEGER PRIMARY KEY, room TEXT, author TEXT, text TEXT CHECK (length(text) < 99))",
         "CHECK"},
        {"CREATE TABLE messages (id INTEGER PRIMARY KEY, room TEXT, author TEXT, text TEXT, image TEXT NOT NULL)",
         "messages.image"},
        {messages_table + "CREATE TABLE bots (id INTEGER PRIMARY KEY, room, name, url, UNIQUE (room, name))", "UNIQUE"},
        {messages_table + "CREATE TABLE bots (id INTEGER, room TEXT, name TEXT, url TEXT)", "table bots"},
        {messages_table + "CREATE TABLE clears (room TEXT, last_cleared_id INTEGER)", "table clears"},
        {messages_table + "CREATE TABLE clears (room TEXT PRIMARY KEY, last_cleared_id INTEGER UNIQUE)",
         "table clears"},
        {messages_table + "CREATE TABLE necsus_conversations (room TEXT, bot_id INTEGER, state TEXT)",
         "table necsus_conversations"},
        {messages_table + "CREATE TABLE necsus_conversations (person TEXT)", "bot_id"},
        {messages_table + "CREATE VIEW necsus_progress AS SELECT 1 AS only_row, 2 AS last_message_id", "view"},
        {messages_table + "CREATE TABLE necsus_progress (done INTEGER)", "table necsus_progress"},
        {messages_table + "CREATE TABLE necsus_idempotency_keys (key TEXT)", "table necsus_idempotency_keys"},
        {messages_table + "CREATE TABLE necsus_idempotency_keys (room, key, posted_at, message)",
         "table necsus_idempotency_keys"},
    }));
    const auto journal = GENERATE(as<std::string>(), "DELETE", "WAL");
    CAPTURE(sql, journal);
    File file;
    file.write("PRAGMA journal_mode = " + journal + ";" + sql);
    const auto told = file.failure();
    CHECK_THAT(told, Contains(reason) && Contains("another program") && Contains("--db"));
}

TEST_CASE("a file whose texts are not in UTF-8 is another program's") {
    File file;
    file.write("PRAGMA encoding = 'UTF-16';" + messages_table);
    CHECK_THAT(file.failure(), Contains("another program") && Contains("UTF-16") && Contains("--db"));
}

TEST_CASE("a file to which its admin has added something harmless opens") {
    const auto* added = GENERATE(
        "CREATE TABLE notes (text); CREATE VIEW newest AS SELECT max(id) FROM messages",
        "CREATE TABLE log (id); CREATE TRIGGER t AFTER INSERT ON messages BEGIN INSERT INTO log VALUES (NEW.id); END",
        "CREATE INDEX mine ON messages (author)", "ALTER TABLE messages ADD COLUMN stars INTEGER DEFAULT 0",
        "INSERT INTO messages (room) VALUES ('necsus trial')");
    File file;
    file.write(messages_table + added);
    CHECK_NOTHROW(open_database(file.path(), "normal", patience));
}

TEST_CASE("another program's lock between bringing the file up to date and the switch to WAL is waited for") {
    static File file;
    static std::thread other;
    static std::atomic<bool> began;
    static std::atomic<bool> locked;
    file.write(messages_table);
    // A trace in each connection that is opened meanwhile: as the COMMIT ends, the other one begins.
    auto lock_it = [](unsigned, void*, void* statement, void*) {
        bool is_commit = std::string(sqlite3_sql(static_cast<sqlite3_stmt*>(statement))).starts_with("COMMIT");
        if (!is_commit || began.exchange(true)) return 0;
        other = std::thread([] {
            SQLite::Database writing(file.path(), SQLite::OPEN_READWRITE);
            writing.exec("BEGIN IMMEDIATE");
            locked = true;
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        });
        while (!locked) std::this_thread::yield();
        return 0;
    };
    static int (*const trace)(unsigned, void*, void*, void*) = lock_it;
    auto opened_one = [](sqlite3* connection, const char**, const void*) {
        if (!began) sqlite3_trace_v2(connection, SQLITE_TRACE_PROFILE, trace, nullptr);
        return SQLITE_OK;
    };
    int (*const hook)(sqlite3*, const char**, const void*) = opened_one;
    auto* entry = reinterpret_cast<void (*)()>(hook);  // as SQLite declares it
    sqlite3_auto_extension(entry);
    std::string failure;
    try {
        open_database(file.path(), "normal", std::chrono::seconds(5));
    } catch (const DatabaseError& error) {
        failure = error.what();
    }
    sqlite3_cancel_auto_extension(entry);
    REQUIRE(other.joinable());
    other.join();
    CHECK(failure.empty());
}

TEST_CASE("a file that fails half way keeps its rows, and opens when the reason is gone") {
    File file;
    file.write(messages_table +
               "INSERT INTO messages (room, text) VALUES ('r', 'kept');"
               "CREATE VIEW clears AS SELECT 1 AS room, 2 AS last_cleared_id;");
    CHECK_THAT(file.failure(), Contains("clears"));
    {
        SQLite::Database again(file.path(), SQLite::OPEN_READWRITE);
        CHECK(again.execAndGet("SELECT count(*) FROM pragma_table_info('messages')").getInt() == 4);
        CHECK(again.execAndGet("PRAGMA journal_mode").getString() == "delete");
        CHECK(again.execAndGet("PRAGMA user_version").getInt() == 0);
        again.exec("DROP VIEW clears");
    }
    auto opened = open_database(file.path(), "normal", patience);
    CHECK(opened->execAndGet("SELECT text || kind FROM messages").getString() == "keptuser");
    CHECK(opened->execAndGet("PRAGMA journal_mode").getString() == "wal");
}

TEST_CASE("what the tables are tried with does not stay, and does not use up an id") {
    File file;
    auto opened = open_database(file.path(), "normal", patience);
    for (const auto* table : {"messages", "bots", "clears"}) {
        CHECK(opened->execAndGet("SELECT count(*) FROM " + std::string(table)).getInt() == 0);
    }
    opened->exec("INSERT INTO messages (room) VALUES ('r')");
    CHECK(opened->getLastInsertRowid() == 1);
}

TEST_CASE("a newer server's file is left to that one") {
    File file;
    open_database(file.path(), "normal", patience);
    file.write("PRAGMA user_version = 1000");
    CHECK_THAT(file.failure(), Contains("newer NeCSuS") && Contains("backup"));
}

TEST_CASE("a file that is no database at all is named") {
    File file;
    const auto content = GENERATE(as<std::string>(), "text", std::string(5000, 'x'));
    file.folder.write("necsus.db", content);
    CHECK_THAT(file.failure(), Contains("not an SQLite database") && Contains("--db"));
}

TEST_CASE("a damaged database is named, and a backup recommended") {
    File file;
    open_database(file.path(), "normal", patience);
    auto content = file.content();
    std::fill(content.begin() + 100, content.end(), '\xAA');
    file.folder.write("necsus.db", content);
    CHECK_THAT(file.failure(), Contains("damaged") && Contains("backup"));
}

TEST_CASE("a place where no file can be is named") {
    TempFolder folder;
    const auto [name, reason] = GENERATE(table<std::string, std::string>({
        {"", "it is a folder"},
        {"nowhere/necsus.db", "there is no folder"},
        {"socket", "it is not a file"},
    }));
    REQUIRE(mkfifo(folder.file("socket").c_str(), 0600) == 0);
    const auto path = name.empty() ? folder.path().string() : folder.file(name);
    CHECK_THROWS_WITH(open_database(path, "normal", patience), Contains(path) && Contains(reason) && Contains("--db"));
}

TEST_CASE("a file or folder that may not be written is named") {
    const auto what = GENERATE(as<std::string>(), "file", "folder", "new file");
    const auto journal = GENERATE(as<std::string>(), "DELETE", "WAL");
    CAPTURE(what, journal);
    File file;
    if (what != "new file") file.write("PRAGMA journal_mode = " + journal + ";" + messages_table);
    if (what == "file") {
        chmod(file.folder.path().c_str(), 0777);
        chmod(file.path().c_str(), 0444);
    } else {
        if (what == "folder") chmod(file.path().c_str(), 0666);
        chmod(file.folder.path().c_str(), 0555);
    }
    {
        Unprivileged user;
        CHECK_THAT(file.failure(), Contains("can't be opened for writing") && Contains("right"));
    }
    chmod(file.folder.path().c_str(), 0700);
}

TEST_CASE("a file that another program has locked is named") {
    const auto journal = GENERATE(as<std::string>(), "DELETE", "WAL");
    const auto lock = GENERATE(as<std::string>(), "IMMEDIATE", "EXCLUSIVE");
    CAPTURE(journal, lock);
    File file;
    file.write("PRAGMA journal_mode = " + journal + ";" + messages_table);
    SQLite::Database other(file.path(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN " + lock);
    CHECK_THAT(file.failure(), Contains("another program has locked it") && Contains("start again"));
    other.exec("ROLLBACK");
    CHECK_NOTHROW(open_database(file.path(), "normal", patience));
}

TEST_CASE("while another program reads a file of the original, it is left alone") {
    File file;
    file.write(messages_table + "INSERT INTO messages (room) VALUES ('r'), ('r')");
    SQLite::Database other(file.path(), SQLite::OPEN_READONLY);
    SQLite::Statement reading(other, "SELECT id FROM messages");
    REQUIRE(reading.executeStep());
    CHECK_THAT(file.failure(), Contains("another program has locked it"));
}

TEST_CASE("without space, bringing a file up to date fails whole") {
    File file;
    file.write(messages_table + "INSERT INTO messages (room) VALUES ('r')");
    const auto before = file.content();
    {
        SQLite::Database connection(file.path(), SQLite::OPEN_READWRITE);
        const auto pages = connection.execAndGet("PRAGMA page_count").getInt();
        connection.execAndGet("PRAGMA max_page_count = " + std::to_string(pages + 1));
        CHECK_THROWS_WITH(bring_up_to_date(connection), Contains("full"));
        CHECK(connection.execAndGet("SELECT count(*) FROM pragma_table_info('messages')").getInt() == 4);
    }
    CHECK(file.content() == before);
}
