// Deletes the rows of cleared messages for as long as others can wait, in turns of the loop between which they get
// theirs; and then what is left of them in the file (docs/dev/protocol.md, section 10).
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "necsus/async.hpp"
#include "necsus/storage/database.hpp"

namespace necsus {

class Purge {
  public:
    Purge(Executor executor, Database& database);
    ~Purge();

    /// Looks, in the background, for what an earlier run may have left, and deletes it.
    void start();
    /// `room` was cleared: its rows go in the background.
    void start(std::string room);

    /// Completes when nothing is left to delete: the server is about to end. If something is left at `deadline`, the
    /// log says so; the next start goes on with it.
    awaitable<void> finished(Clock::time_point deadline);

  private:
    struct Statements;

    void go_on();
    awaitable<void> run();
    awaitable<void> take_turn();
    awaitable<void> look_for_rooms();
    awaitable<void> delete_some();

    Executor executor_;
    Database& database_;
    std::unique_ptr<Statements> statements_;
    Signal ended_;
    std::set<std::string> rooms_;      // that have rows to delete
    std::int64_t last_looked_at_ = 0;  // of the rows of `clears`
    bool looking_ = false;
    bool running_ = false;
    bool any_deleted_ = false;
};

}  // namespace necsus
