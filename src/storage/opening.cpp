#include "opening.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <thread>

#include "migration.hpp"
#include "necsus/storage/database.hpp"
#include "shape.hpp"
#include "wal_mover.hpp"

namespace necsus {

namespace {

namespace fs = std::filesystem;

struct Fault {
    std::string reason;
    std::string_view remedy;
};

Fault not_writable() {
    return {"it can't be opened for writing",
            "Give the server's user the right to read and write the file and its folder."};
}

[[noreturn]] void fail(const std::string& path, const Fault& fault) {
    auto line = fmt::format("cannot open the database {}: {}. {}", path, fault.reason, fault.remedy);
    // SQLite quotes from the file: a check may have line ends in it.
    std::replace_if(
        line.begin(), line.end(), [](char c) { return '\0' <= c && c < ' '; }, ' ');
    throw DatabaseError(line);
}

/// What SQLite would open, or call just "unable to open".
void check_place(const std::string& path) {
    std::error_code unknown;
    auto status = fs::status(path, unknown);
    if (fs::is_directory(status)) fail(path, {"it is a folder", "Let --db name a file in it."});
    if (fs::exists(status) && !fs::is_regular_file(status)) fail(path, {"it is not a file", "Let --db name a file."});
    // SQLite would open it for reading alone, and leave files beside it.
    bool is_writable = faccessat(AT_FDCWD, path.c_str(), R_OK | W_OK, AT_EACCESS) == 0;
    if (fs::exists(status) && !is_writable) fail(path, not_writable());
    auto folder = fs::absolute(path, unknown).parent_path();
    if (!fs::exists(folder, unknown)) {
        fail(path, {fmt::format("there is no folder {}", folder.string()), "Make it, or let --db name another file."});
    }
}

Fault explain(const SQLite::Exception& error) {
    switch (error.getErrorCode() & 0xFF) {  // without what an extended code adds
        case SQLITE_NOTADB:
            return {"it is not an SQLite database", "Let --db name another file, or move this one away."};
        case SQLITE_CORRUPT:
            return {fmt::format("it is damaged ({})", error.what()), "Put a backup in its place."};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {"another program has locked it", "End that program, or wait until it is done, and start again."};
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return not_writable();
        case SQLITE_FULL:
            return {"there is no space left", "Make room on its disk."};
        case SQLITE_IOERR:
            return {fmt::format("its disk can't be read or written ({})", error.what()),
                    "Look after the disk and its free space."};
        default:
            return {fmt::format("it can't be brought up to date ({})", error.what()),
                    "If it belongs to another program, let --db name another file."};
    }
}

/// In the middle of a read, as here, SQLite itself doesn't wait for a lock.
void switch_to_wal(SQLite::Database& connection, std::chrono::milliseconds patience) {
    constexpr auto pause = std::chrono::milliseconds(5);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
        try {
            connection.exec("PRAGMA journal_mode = WAL");
            return;
        } catch (const SQLite::Exception& error) {
            bool is_locked = (error.getErrorCode() & 0xFF) == SQLITE_BUSY;
            if (!is_locked || std::chrono::steady_clock::now() >= deadline) throw;
        }
        std::this_thread::sleep_for(pause);
    }
}

}  // namespace

std::unique_ptr<SQLite::Database> open_database(const std::string& path, const std::string& synchronous,
                                                std::chrono::milliseconds patience) {
    const bool is_file = !path.empty() && !path.starts_with(':');
    if (is_file) check_place(path);
    try {
        auto connection = std::make_unique<SQLite::Database>(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        connection->setBusyTimeout(static_cast<int>(patience.count()));
        // The original wrote its default and its check with double quotes, which not every build of SQLite takes.
        sqlite3_db_config(connection->getHandle(), SQLITE_DBCONFIG_DQS_DDL, 1, nullptr);
        bring_up_to_date(*connection);
        // Only now: it is written into the file, and outside of any transaction.
        switch_to_wal(*connection, patience);
        connection->exec("PRAGMA synchronous = " + synchronous);
        connection->exec("PRAGMA secure_delete = ON");  // what was cleared must not be read out of free pages
        if (is_file) begin_wal(connection->getHandle());
        return connection;
    } catch (const SQLite::Exception& error) {
        fail(path, explain(error));
    } catch (const ForeignDatabase& error) {
        fail(path, {error.what(), error.remedy});
    }
}

}  // namespace necsus
