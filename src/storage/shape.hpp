// Whether a file's tables are ours: better found at the start than at the first message.
#pragma once

#include <stdexcept>
#include <string>

namespace SQLite {
class Database;
}

namespace necsus {

/// The file is a database, and not one that this server can use. `what()` is the reason.
struct ForeignDatabase : std::runtime_error {
    explicit ForeignDatabase(const std::string& reason, const char* what_to_do = "Let --db name another file.")
        : std::runtime_error(reason), remedy(what_to_do) {}

    const char* remedy;  // a sentence for the admin
};

/// Before anything is added to it: throws ForeignDatabase if another program has marked the file as its own, or has
/// something of another kind where a table of ours would be.
void check_owner(SQLite::Database& connection);

/// When all is there: throws ForeignDatabase unless each table takes, keeps and gives back what we write, as another
/// program's of the same name would not. Nothing of what is tried stays. Inside a transaction.
void check_tables(SQLite::Database& connection);

}  // namespace necsus
