#include "wal_mover.hpp"

#include <chrono>
#include <thread>

namespace necsus {

namespace {

/// A WAL that has grown larger is cut to this when it begins anew.
constexpr const char* limit_size = "PRAGMA journal_size_limit = 1048576";

/// For a gap between two of the server's commits, or the end of a reader: nobody can write while it waits for one of
/// another program, so not for long.
constexpr int longest_wait = 50;

int wait_a_little(void*, int waited) {
    if (waited >= longest_wait) return 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return 1;
}

}  // namespace

WalMover::WalMover(const std::string& path, bool synced) : synced_(synced) {
    bool opened = sqlite3_open_v2(path.c_str(), &connection_, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK;
    if (!opened) return;  // each call fails
    sqlite3_busy_handler(connection_, wait_a_little, nullptr);
    sqlite3_wal_autocheckpoint(connection_, 0);
    sqlite3_exec(connection_, synced ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = OFF", nullptr, nullptr,
                 nullptr);
    sqlite3_exec(connection_, limit_size, nullptr, nullptr, nullptr);
    // Before it has read, a connection does not know that the file has a WAL, and would have nothing to do.
    sqlite3_exec(connection_, "SELECT 1 FROM sqlite_schema", nullptr, nullptr, nullptr);
}

std::optional<int> WalMover::move() {
    sqlite3_wal_checkpoint_v2(connection_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    flush();
    int pages = -1;
    int moved = -1;
    int result = sqlite3_wal_checkpoint_v2(connection_, nullptr, SQLITE_CHECKPOINT_RESTART, &pages, &moved);
    if (result == SQLITE_OK && pages >= 0 && pages == moved) {
        begin_wal(connection_);
        return 1;
    }
    return pages < 0 ? std::nullopt : std::optional(pages);
}

/// What the disk has by now, it need not take while nobody can write. Never by a descriptor of our own: to close one
/// would end SQLite's locks.
void WalMover::flush() {
    sqlite3_file* file = nullptr;
    sqlite3_file_control(connection_, nullptr, SQLITE_FCNTL_FILE_POINTER, &file);
    if (synced_ && file != nullptr && file->pMethods != nullptr) file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
}

void begin_wal(sqlite3* connection) {
    // Something must change; this is in the file's first page, which is there in any case.
    sqlite3_stmt* version = nullptr;
    if (sqlite3_prepare_v2(connection, "PRAGMA user_version", -1, &version, nullptr) != SQLITE_OK) return;
    int number = sqlite3_step(version) == SQLITE_ROW ? sqlite3_column_int(version, 0) : 0;
    sqlite3_finalize(version);
    auto same_again = "PRAGMA user_version = " + std::to_string(number);
    sqlite3_exec(connection, same_again.c_str(), nullptr, nullptr, nullptr);
}

}  // namespace necsus
