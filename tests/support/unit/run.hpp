// Coroutines in tests: run to their end within a deadline, on a loop that must then have nothing left to do.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <exception>
#include <future>
#include <utility>

#include "necsus/async.hpp"

namespace necsus {

inline constexpr std::chrono::seconds run_deadline{10};

/// Starts `task`; it gets no further before `finish`. What is started before one `finish` shares a turn of the loop.
template <class T>
std::future<T> start(asio::io_context& loop, awaitable<T> task) {
    std::promise<T> promise;
    auto future = promise.get_future();
    asio::co_spawn(loop.get_executor(), std::move(task),
                   [promise = std::move(promise)](std::exception_ptr failure, auto&&... value) mutable {
                       if (failure) {
                           promise.set_exception(failure);
                       } else {
                           promise.set_value(std::move(value)...);
                       }
                   });
    return future;
}

/// Runs the loop until it has nothing left to do.
inline void finish(asio::io_context& loop) {
    loop.restart();
    loop.run_for(run_deadline);
    INFO("the loop still had something to do when its time was up");
    REQUIRE(loop.stopped());
}

/// What became of a started task, once the loop is finished; rethrows what it threw.
template <class T>
T result_of(std::future<T> started) {
    INFO("the coroutine never came to its end");
    REQUIRE(started.wait_for(std::chrono::seconds(0)) == std::future_status::ready);
    return started.get();
}

/// Runs `task` on `loop`, whose parts may be used again by the next one.
template <class T>
T run(asio::io_context& loop, awaitable<T> task) {
    auto started = start(loop, std::move(task));
    finish(loop);
    return result_of(std::move(started));
}

/// Runs `task` on a loop of its own.
template <class T>
T run(awaitable<T> task) {
    asio::io_context loop;
    return run(loop, std::move(task));
}

}  // namespace necsus
