// Brings any database file to the present schema: a new one, ours of yesterday, the original's of any age.
#pragma once

namespace SQLite {
class Database;
}

namespace necsus {

/// One transaction. Adds missing tables and columns, and takes over the conversations that the original left in the
/// messages' `state` (protocol, sections 5 and 10). Throws SQLite::Exception.
void bring_up_to_date(SQLite::Database& connection);

}  // namespace necsus
