#include "necsus/async.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <utility>

#include "necsus/log.hpp"

namespace necsus {

void spawn(Executor executor, awaitable<void> task, const char* doing) {
    asio::co_spawn(executor, std::move(task), [doing](std::exception_ptr failure) { log_failure(doing, failure); });
}

awaitable<void> next_turn(Executor executor) {
    co_await asio::post(executor, use_awaitable);
}

// No coroutines themselves: many sockets wait for hours, and each frame costs memory.

awaitable<bool> Signal::wait(std::uint64_t number) {
    auto park = [this, number](auto handler) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        waiting_.push_back({number, [shared](bool in_time) { (*shared)(in_time); }});
    };
    return asio::async_initiate<const asio::use_awaitable_t<Executor>, void(bool)>(park, use_awaitable);
}

awaitable<void> Signal::fired() {
    auto park = [this](auto handler) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        waiting_.push_back({next_number_++, [shared](bool) { (*shared)(); }});
    };
    return asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(park, use_awaitable);
}

awaitable<bool> Signal::fired_by(Clock::time_point deadline) {
    auto number = next_number_++;
    if (!self_) self_ = std::make_shared<Signal*>(this);
    Timer timer(executor_, deadline);
    timer.async_wait([signal = self_, number](boost::system::error_code cancelled) {
        if (!cancelled && *signal != nullptr) (*signal)->give_up(number);
    });
    co_return co_await wait(number);
}

Signal::~Signal() {
    if (self_) *self_ = nullptr;
}

void Signal::give_up(std::uint64_t number) {
    auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const auto& one) { return one.number == number; });
    if (found == waiting_.end()) return;  // fired in the same turn
    auto go_on = std::move(found->go_on);
    waiting_.erase(found);
    go_on(false);
}

void Signal::fire() {
    for (auto& one : waiting_) asio::post(executor_, [go_on = std::move(one.go_on)] { go_on(true); });
    waiting_.clear();
}

bool Signal::fire_one() {
    if (waiting_.empty()) return false;
    asio::post(executor_, [go_on = std::move(waiting_.front().go_on)] { go_on(true); });
    waiting_.erase(waiting_.begin());
    return true;
}

void Signal::fire_now() {
    for (auto& one : std::exchange(waiting_, {})) one.go_on(true);
}

}  // namespace necsus
