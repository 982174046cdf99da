#include "migration.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/Savepoint.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <set>
#include <string>

#include "conversations.hpp"
#include "schema_sql.hpp"

namespace necsus {

namespace {

/// Kept in the file's `user_version`, of which the original knows nothing (0). It is raised when a server of before
/// could no longer use the file, not for every new table.
constexpr int schema_version = 1;

struct Column {
    const char* name;
    const char* declaration;
};

/// What the original's tables did not have from the beginning (all of them had the others).
constexpr std::array<Column, 9> later_message_columns = {{
    {"kind", "TEXT DEFAULT 'user' NOT NULL"},
    {"when", "TEXT"},
    {"image", "TEXT"},
    {"media", "TEXT"},
    {"js", "TEXT"},
    {"css", "TEXT"},
    {"from_bot", "INTEGER"},
    {"base_url", "TEXT"},
    {"state", "BLOB"},
}};
constexpr std::array<Column, 1> later_bot_columns = {{{"responds_to", "TEXT"}}};

/// The same of our own.
constexpr std::array<Column, 1> later_conversation_columns = {{{"message_id", "INTEGER"}}};

void refuse_newer_versions(SQLite::Database& connection) {
    auto version = connection.execAndGet("PRAGMA user_version").getInt();
    if (version <= schema_version) return;
    throw ForeignDatabase(fmt::format("it was written by a newer NeCSuS (version {} of the schema; this one knows {})",
                                      version, schema_version),
                          "Start that one, or put a backup from before in its place.");
}

void add_missing_columns(SQLite::Database& connection, const std::string& table, const auto& columns) {
    std::set<std::string> present;
    SQLite::Statement names(connection, "SELECT lower(name) FROM pragma_table_xinfo(?)");
    names.bind(1, table);
    while (names.executeStep()) present.insert(names.getColumn(0).getString());
    names.reset();
    for (const auto& [name, declaration] : columns) {
        if (present.contains(name)) continue;
        connection.exec(fmt::format("ALTER TABLE {} ADD COLUMN \"{}\" {}", table, name, declaration));
    }
}

/// Writes `insert` and counts with `find_it` whether it is found again. Nothing of that stays.
void try_table(SQLite::Database& connection, const char* table, const char* insert, const char* find_it) {
    std::string why = "it gives back something else than what was written";
    try {
        SQLite::Savepoint trial(connection, "trial");
        connection.exec(insert);
        if (connection.execAndGet(find_it).getInt() == 1) return;
    } catch (const SQLite::Exception& error) {
        if (error.getErrorCode() != SQLITE_ERROR && error.getErrorCode() != SQLITE_CONSTRAINT) throw;
        why = error.what();
    }
    throw ForeignDatabase(fmt::format("its table {} is another program's ({})", table, why),
                          "Let --db name another file.");
}

/// A table of another program may have the same name. Better found now than at the first message.
void try_tables(SQLite::Database& connection) {
    try_table(connection, "messages",
              "INSERT INTO messages (room, author, kind, text, \"when\", image, media, js, css, from_bot, base_url,"
              " state) VALUES ('r', 'a', 'bot', 't', '1.5', 'i', 'm', 'j', 'c', 1, 'b', '{}')",
              "SELECT count(*) FROM messages WHERE id = last_insert_rowid() AND room = 'r' AND author = 'a'"
              " AND kind = 'bot' AND text = 't' AND \"when\" = '1.5' AND image = 'i' AND media = 'm' AND js = 'j'"
              " AND css = 'c' AND from_bot = 1 AND base_url = 'b' AND state = '{}'");
    try_table(connection, "bots", "INSERT INTO bots (room, name, responds_to, url) VALUES ('r', 'n', 'p', 'u')",
              "SELECT count(*) FROM bots WHERE id = last_insert_rowid() AND room = 'r' AND name = 'n'"
              " AND responds_to = 'p' AND url = 'u'");
    try_table(connection, "clears", "INSERT OR REPLACE INTO clears (room, last_cleared_id) VALUES ('r', 1)",
              "SELECT count(*) FROM clears WHERE room = 'r' AND last_cleared_id = 1");
}

}  // namespace

void bring_up_to_date(SQLite::Database& connection) {
    SQLite::Transaction transaction(connection, SQLite::TransactionBehavior::IMMEDIATE);
    refuse_newer_versions(connection);
    connection.exec(schema_sql);
    add_missing_columns(connection, "messages", later_message_columns);
    add_missing_columns(connection, "bots", later_bot_columns);
    add_missing_columns(connection, "necsus_conversations", later_conversation_columns);
    try_tables(connection);
    take_over_conversations(connection);
    connection.exec(fmt::format("PRAGMA user_version = {}", schema_version));
    transaction.commit();
}

}  // namespace necsus
