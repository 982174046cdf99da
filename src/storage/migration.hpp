// Brings any database file to the present schema: a new one, ours of yesterday, the original's of any age.
#pragma once

namespace SQLite {
class Database;
}

namespace necsus {

/// Adds missing tables and columns, takes over the conversations that the original left in the messages' `state`, and
/// checks that the tables are ours (protocol, sections 5 and 10). One transaction: when it
/// throws (SQLite::Exception, or ForeignDatabase of shape.hpp), the file is what it was.
void bring_up_to_date(SQLite::Database& connection);

}  // namespace necsus
