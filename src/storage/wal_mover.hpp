// The connection with which a worker thread moves the WAL's pages into the database file: it waits for the disk, and
// the loop's connection need not.
#pragma once

#include <sqlite3.h>

#include <optional>
#include <string>

namespace necsus {

/// Used by one thread at a time, whichever.
class WalMover {
  public:
    /// Opens the file, while it is surely the one that the server has opened.
    WalMover(const std::string& path, bool synced);
    ~WalMover() { sqlite3_close(connection_); }
    WalMover(const WalMover&) = delete;
    WalMover& operator=(const WalMover&) = delete;

    /// Moves what is there while others write, and then, for as long as the last pages take, while none does; the WAL
    /// begins anew. Returns how many pages it holds then: all of them if a reader of another program needs them, or
    /// nothing if it isn't known.
    std::optional<int> move();

  private:
    void flush();

    bool synced_;
    sqlite3* connection_ = nullptr;
};

/// Writes the first page of a WAL that begins, with its header: for that SQLite waits for the disk, and who writes next
/// doesn't have to.
void begin_wal(sqlite3* connection);

}  // namespace necsus
