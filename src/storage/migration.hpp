// Brings any database file to the present schema: a new one, ours of yesterday, the original's of any age.
#pragma once

#include <stdexcept>
#include <string>

namespace SQLite {
class Database;
}

namespace necsus {

/// The file is a database, and not one that this server can use. `what()` is the reason.
struct ForeignDatabase : std::runtime_error {
    ForeignDatabase(const std::string& reason, const char* what_to_do)
        : std::runtime_error(reason), remedy(what_to_do) {}

    const char* remedy;  // a sentence for the admin
};

/// Adds missing tables and columns, takes over the conversations that the original left in the messages' `state`, and
/// tries whether the tables take and give back what we write (protocol, sections 5 and 10). One transaction: when it
/// throws (SQLite::Exception or ForeignDatabase), the file is what it was.
void bring_up_to_date(SQLite::Database& connection);

}  // namespace necsus
