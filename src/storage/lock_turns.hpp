// Who can't go on because another program has locked the database: it is tried again and again, for all of them at
// once.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "necsus/async.hpp"

namespace necsus {

class LockTurns {
  public:
    /// How long it takes at most until it is noticed that the other program has let go: it can't tell us.
    static constexpr auto longest_pause = std::chrono::milliseconds(20);

    /// `begin` begins a transaction if it can, or says false; what it throws each of the writers finds out for itself.
    LockTurns(Executor executor, std::size_t most_waiting, std::function<bool()> begin);

    /// True once a transaction was begun, or false if `deadline` came first. Throws DatabaseError if too many wait.
    awaitable<bool> to_write(Clock::time_point deadline);

    /// The same for who only wants to read: true as soon as it is worth a try.
    awaitable<bool> to_read(Clock::time_point deadline);

    bool writers_wait() const;

  private:
    struct Queues;

    Queues& queues();
    awaitable<void> admit_waiting(std::shared_ptr<Queues> queues);
    bool admit_some(Queues& queues);

    Executor executor_;
    std::size_t most_waiting_;
    std::function<bool()> begin_;
    // What the loop does next owns them: so waiting coroutines die with the loop and not after it.
    std::weak_ptr<Queues> queues_;
};

}  // namespace necsus
