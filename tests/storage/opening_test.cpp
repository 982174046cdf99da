#include "storage/opening.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

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
    }));
    const auto journal = GENERATE(as<std::string>(), "DELETE", "WAL");
    CAPTURE(sql, journal);
    File file;
    file.write("PRAGMA journal_mode = " + journal + ";" + sql);
    const auto told = file.failure();
    CHECK_THAT(told, Contains(reason) && Contains("another program") && Contains("--db"));
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
