// Opens a file as our database: brought up to date as one step, or left as it was with one line that says why.
#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace SQLite {
class Database;
}

namespace necsus {

/// Opens or creates `path` (":memory:" works), brings it up to date and puts it into WAL mode; `synchronous` is "off",
/// "normal" or "full". Waits for `patience` at most if another program has locked it. Throws DatabaseError with one
/// line that names the file, the reason, and what to do; the file's content is then what it was.
std::unique_ptr<SQLite::Database> open_database(const std::string& path, const std::string& synchronous,
                                                std::chrono::milliseconds patience = std::chrono::seconds(5));

}  // namespace necsus
