// Who waits until another program lets go of its lock on the database: beside the loop, first come first served.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>

#include "necsus/async.hpp"

namespace necsus {

/// It owns those who wait, as a Signal does.
class LockQueue {
  public:
    /// True when this one's turn has come; false if `deadline` came first.
    awaitable<bool> turn(Clock::time_point deadline);

    /// The first goes on at once, before this returns.
    void let_one_go();
    /// Those whose deadline is past go on, told so.
    void give_up(Clock::time_point now);

    bool empty() const { return waiting_.empty(); }
    std::size_t size() const { return waiting_.size(); }

  private:
    struct Waiting {
        Clock::time_point deadline;
        std::function<void(bool)> go_on;
    };

    std::deque<Waiting> waiting_;
};

}  // namespace necsus
