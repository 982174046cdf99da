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

    /// Does one soon, on the workers; asked for while one is under way, another one after it.
    void start();

  private:
    void note_commit(int wal_pages);
    void run();

    sqlite3* connection_;
    std::string path_;
    Workers& workers_;
    bool under_way_ = false;
    bool again_ = false;
};

}  // namespace necsus
