#include "necsus/storage/migration.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <set>
#include <string>

#include "necsus/text/json_text.hpp"
#include "schema_sql.hpp"

namespace necsus {

namespace {

void add_missing_columns(SQLite::Database& connection) {
    std::set<std::string> present;
    SQLite::Statement columns(connection, "SELECT name FROM pragma_table_info('messages')");
    while (columns.executeStep()) present.insert(columns.getColumn(0).getString());
    using Column = std::pair<std::string, std::string>;
    for (const auto& [name, type] :
         {Column{"image", "TEXT"}, Column{"media", "TEXT"}, Column{"js", "TEXT"}, Column{"css", "TEXT"},
          Column{"from_bot", "INTEGER"}, Column{"base_url", "TEXT"}, Column{"state", "BLOB"}}) {
        if (!present.contains(name)) connection.exec("ALTER TABLE messages ADD COLUMN " + name + " " + type);
    }
}

/// By the original's rule: a room's conversation is what its last message's state says.
void take_over_conversations(SQLite::Database& connection) {
    SQLite::Statement last_messages(connection,
                                    "SELECT room, from_bot, state FROM messages WHERE id IN ("
                                    "  SELECT max(id) FROM messages"
                                    "  WHERE room IS NOT NULL"
                                    "    AND id > coalesce((SELECT last_message_id FROM necsus_progress), 0)"
                                    "  GROUP BY room)");
    SQLite::Statement end(connection, "DELETE FROM necsus_conversations WHERE room = ?");
    SQLite::Statement begin(connection, "INSERT INTO necsus_conversations (room, bot_id, state) VALUES (?, ?, ?)");
    while (last_messages.executeStep()) {
        auto room = last_messages.getColumn(0).getString();
        end.reset();
        end.bind(1, room);
        end.exec();
        auto bot = last_messages.getColumn(1);
        auto state = last_messages.getColumn(2).getString();
        if (bot.isNull() || state.empty() || state == "null" || !is_json(state)) continue;
        begin.reset();
        begin.bind(1, room);
        begin.bind(2, bot.getInt64());
        begin.bind(3, state);
        begin.exec();
    }
    connection.exec(
        "INSERT OR REPLACE INTO necsus_progress (only_row, last_message_id)"
        " SELECT 1, coalesce(max(id), 0) FROM messages");
}

}  // namespace

void bring_up_to_date(SQLite::Database& connection) {
    SQLite::Transaction transaction(connection, SQLite::TransactionBehavior::IMMEDIATE);
    connection.exec(schema_sql);
    add_missing_columns(connection);
    take_over_conversations(connection);
    transaction.commit();
}

}  // namespace necsus
