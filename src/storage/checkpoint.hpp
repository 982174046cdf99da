// Decides when what the WAL has gathered is moved into the database file, off the loop: it waits for the disk.
#pragma once

#include <sqlite3.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "necsus/workers.hpp"

namespace necsus {

class WalMover;

class Checkpoint {
  public:
    /// Takes over from SQLite's own checkpoints on `connection`, whose file is `path`. `synced`: waits for the disk.
    Checkpoint(Executor executor, sqlite3* connection, const std::string& path, bool synced, Workers& workers);
    ~Checkpoint();
    Checkpoint(const Checkpoint&) = delete;
    Checkpoint& operator=(const Checkpoint&) = delete;

    /// Before each one it is asked whether the file is still ours: after it nobody could tell, since it changes the
    /// file.
    void begin_only_if(std::function<bool()> is_ours) { is_ours_ = std::move(is_ours); }

    /// Completes when the WAL is small, for who writes much and can wait.
    awaitable<void> caught_up();

    /// True while the WAL grows faster than it is moved: then all who write should wait.
    bool is_behind() const;

    /// Completes when none is under way.
    awaitable<void> ended();

    /// Does one soon, on the workers; asked for while one is under way, another one after it.
    void start();

  private:
    void note_commit(int wal_pages);
    void consider();
    void run();
    void end(int pages_before, std::optional<int> pages_left);
    awaitable<void> tidy_up();

    Executor executor_;
    std::shared_ptr<WalMover> mover_;  // shared with the job under way
    Workers& workers_;
    std::function<bool()> is_ours_;
    Signal done_;
    int pages_ = 0;  // in the WAL
    int worthwhile_at_;
    Clock::time_point last_commit_;
    bool under_way_ = false;
    bool again_ = false;
    bool committed_meanwhile_ = false;
    bool tidying_ = false;
};

}  // namespace necsus
