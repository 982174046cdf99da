// So many in each turn of the loop, and no more: when a thousand calls end at once, what came of them is read, stored
// and published in pieces between which others get their turns. Those of one turn share a commit.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>

#include "necsus/async.hpp"

namespace necsus {

class Pacing {
  public:
    explicit Pacing(Executor executor) : executor_(executor) {}

    /// Completes at once, unless this turn of the loop has had its share.
    awaitable<void> turn();

    /// Lets all go on, and holds nobody up any more: needed before the loop goes.
    void close();

  private:
    struct Group {
        explicit Group(Executor executor) : turn(executor) {}
        Signal turn;
        std::size_t size = 0;
    };

    void next_turn_soon();
    void next();

    Executor executor_;
    std::size_t gone_on_ = 0;  // in this turn
    bool next_is_coming_ = false;
    bool closed_ = false;
    std::deque<std::unique_ptr<Group>> waiting_;  // one of them goes on in each turn
};

}  // namespace necsus
