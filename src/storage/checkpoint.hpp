// Moves what the WAL has gathered into the database file, off the loop: it waits for the disk.
#pragma once

#include <sqlite3.h>

#include <string>

#include "necsus/workers.hpp"

namespace necsus {

class Checkpoint {
  public:
    /// Takes over from SQLite's own checkpoints on `connection`, whose file is `path`.
    Checkpoint(sqlite3* connection, std::string path, Workers& workers);
    Checkpoint(const Checkpoint&) = delete;
    Checkpoint& operator=(const Checkpoint&) = delete;

  private:
    void note_commit(int wal_pages);

    sqlite3* connection_;
    std::string path_;
    Workers& workers_;
    bool under_way_ = false;
};

}  // namespace necsus
