#include "migration.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <array>
#include <set>
#include <string>

#include "conversations.hpp"
#include "schema_sql.hpp"
#include "shape.hpp"

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

void refuse_other_versions(SQLite::Database& connection) {
    auto version = connection.execAndGet("PRAGMA user_version").getInt();
    if (version < 0) throw ForeignDatabase(fmt::format("it is another program's (its user_version is {})", version));
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

/// Keys of a server of before have the whole answer, and an index by age.
void shorten_keys(SQLite::Database& connection) {
    constexpr const char* find = "SELECT count(*) FROM sqlite_schema WHERE name = 'necsus_idempotency_keys_byage'";
    bool is_old = connection.execAndGet(find).getInt() > 0;
    if (!is_old) return;
    connection.exec("DROP INDEX necsus_idempotency_keys_byage");
    connection.exec(
        "UPDATE necsus_idempotency_keys SET message = json_extract(message, '$.id') WHERE json_valid(message)");
}

}  // namespace

void bring_up_to_date(SQLite::Database& connection) {
    SQLite::Transaction transaction(connection, SQLite::TransactionBehavior::IMMEDIATE);
    check_owner(connection);
    refuse_other_versions(connection);
    connection.exec(schema_sql);
    add_missing_columns(connection, "messages", later_message_columns);
    add_missing_columns(connection, "bots", later_bot_columns);
    add_missing_columns(connection, "necsus_conversations", later_conversation_columns);
    shorten_keys(connection);
    check_tables(connection);
    take_over_conversations(connection);
    connection.exec(fmt::format("PRAGMA user_version = {}", schema_version));
    transaction.commit();
}

}  // namespace necsus
