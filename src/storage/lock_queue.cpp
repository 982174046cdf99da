#include "lock_queue.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace necsus {

awaitable<bool> LockQueue::turn(Clock::time_point deadline) {
    auto park = [this, deadline](auto handler) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        waiting_.push_back({deadline, [shared](bool in_time) { (*shared)(in_time); }});
    };
    return asio::async_initiate<const asio::use_awaitable_t<Executor>, void(bool)>(park, use_awaitable);
}

void LockQueue::let_one_go() {
    auto first = std::move(waiting_.front());
    waiting_.pop_front();
    first.go_on(true);
}

void LockQueue::give_up(Clock::time_point now) {
    auto in_time = [now](const Waiting& one) { return now < one.deadline; };
    auto late = std::stable_partition(waiting_.begin(), waiting_.end(), in_time);
    std::vector<Waiting> given_up(std::make_move_iterator(late), std::make_move_iterator(waiting_.end()));
    waiting_.erase(late, waiting_.end());
    for (auto& one : given_up) one.go_on(false);
}

}  // namespace necsus
