#include "migration.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <set>
#include <string>

#include "conversations.hpp"
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

}  // namespace

void bring_up_to_date(SQLite::Database& connection) {
    SQLite::Transaction transaction(connection, SQLite::TransactionBehavior::IMMEDIATE);
    connection.exec(schema_sql);
    add_missing_columns(connection);
    take_over_conversations(connection);
    transaction.commit();
}

}  // namespace necsus
