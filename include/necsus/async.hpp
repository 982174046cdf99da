// Coroutines on the one loop, and the three words that they are put together with: spawn, Signal, as_result.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace necsus {

namespace asio = boost::asio;

using Executor = asio::io_context::executor_type;

/// Bound to io_context's own executor, which spares every co_await the cost of a type-erased one.
template <class T>
using awaitable = asio::awaitable<T, Executor>;

using Clock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;

inline constexpr asio::use_awaitable_t<Executor> use_awaitable;

/// For operations whose failure is ordinary: `auto [error, …] = co_await operation(…, as_result)` instead of a throw.
inline constexpr auto as_result = asio::as_tuple(use_awaitable);

/// Starts `task`, which nobody waits for. What it throws is logged with what it was `doing` (a string literal).
void spawn(Executor executor, awaitable<void> task, const char* doing);

/// Completes in a later turn of the loop: others get theirs first.
awaitable<void> next_turn(Executor executor);

/// Something that coroutines wait for. It owns those who wait: they end with it, without going on. So a coroutine must
/// not itself own the signal that it waits for.
class Signal {
  public:
    explicit Signal(Executor executor) : executor_(executor) {}
    ~Signal();
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;

    /// Completes at the next `fire`.
    awaitable<void> fired();
    /// True at the next `fire`; false if `deadline` comes first.
    awaitable<bool> fired_by(Clock::time_point deadline);

    /// All who wait go on, each in a turn of its own and in the order in which they came.
    void fire();
    /// The first who waits goes on, in a turn of its own. False if nobody waits.
    bool fire_one();
    /// All who wait go on at once, one after the other, before this returns.
    void fire_now();

    bool awaited() const { return !waiting_.empty(); }

  private:
    struct Waiting {
        std::uint64_t number;
        std::function<void(bool)> go_on;
    };

    awaitable<bool> wait(std::uint64_t number);
    void give_up(std::uint64_t number);

    Executor executor_;
    std::vector<Waiting> waiting_;
    std::uint64_t next_number_ = 0;
    // For timers, which may be up when the signal is gone: then it points to null. Made for the first deadline.
    std::shared_ptr<Signal*> self_;
};

}  // namespace necsus
