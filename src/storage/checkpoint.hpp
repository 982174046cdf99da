// Moves what the WAL has gathered into the database file, off the loop: it waits for the disk.
#pragma once

#include <sqlite3.h>

#include <string>

#include "necsus/workers.hpp"

namespace necsus {

class Checkpoint {
  public:
    /// Takes over from SQLite's own checkpoints on `connection`, whose file is `path`.
    Checkpoint(Executor executor, sqlite3* connection, std::string path, Workers& workers);
    Checkpoint(const Checkpoint&) = delete;
    Checkpoint& operator=(const Checkpoint&) = delete;

    /// Completes when the WAL is small, for who writes much and can wait.
    awaitable<void> caught_up();

    /// Completes when none is under way.
    awaitable<void> ended();

    /// Does one soon, on the workers; asked for while one is under way, another one after it.
    void start();

  private:
    void note_commit(int wal_pages);
    void run();

    sqlite3* connection_;
    std::string path_;
    Workers& workers_;
    Signal done_;
    int pages_ = 0;  // in the WAL, as far as they are not known to be moved
    bool under_way_ = false;
    bool again_ = false;
};

}  // namespace necsus
