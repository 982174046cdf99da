#include "necsus/async.hpp"

#include <catch2/catch.hpp>
#include <optional>
#include <stdexcept>
#include <string>

#include "necsus/log.hpp"
#include "support/unit/run.hpp"

using namespace necsus;

namespace {

struct AsyncCase {
    asio::io_context loop;
    std::optional<Signal> signal{std::in_place, loop.get_executor()};
    std::vector<std::string> said;

    awaitable<void> wait(std::string name) {
        co_await signal->fired();
        said.push_back(std::move(name));
    }
    awaitable<void> wait_until(std::string name, Clock::time_point deadline) {
        bool fired = co_await signal->fired_by(deadline);
        said.push_back(name + (fired ? " fired" : " late"));
    }
    /// Lets what can go on go on; what waits, waits.
    void go_on() {
        loop.restart();
        loop.poll();
    }
};

Clock::time_point in(std::chrono::milliseconds time) {
    return Clock::now() + time;
}

/// Notes when what owns it is gone.
awaitable<void> own(Signal& signal, std::shared_ptr<int> owned) {
    co_await signal.fired();
    *owned = 1;
}

}  // namespace

TEST_CASE_METHOD(AsyncCase, "those who wait go on when it fires, in the order in which they came, once") {
    std::vector<std::future<void>> started;
    for (const auto* name : {"a", "b", "c"}) started.push_back(start(loop, wait(name)));
    go_on();
    CHECK(said.empty());
    CHECK(signal->awaited());
    signal->fire();
    CHECK(said.empty());  // each in a turn of its own
    CHECK_FALSE(signal->awaited());
    go_on();
    CHECK(said == std::vector<std::string>{"a", "b", "c"});
    signal->fire();
    go_on();
    CHECK(said.size() == 3);
}

TEST_CASE_METHOD(AsyncCase, "a fire that nobody waits for is not kept") {
    signal->fire();
    auto started = start(loop, wait("a"));
    go_on();
    CHECK(said.empty());
    signal->fire();
    finish(loop);
    CHECK(said.size() == 1);
}

TEST_CASE_METHOD(AsyncCase, "firing one lets the first go on, and says when nobody waits") {
    std::vector<std::future<void>> started;
    for (const auto* name : {"a", "b"}) started.push_back(start(loop, wait(name)));
    go_on();
    CHECK(signal->fire_one());
    go_on();
    CHECK(said == std::vector<std::string>{"a"});
    CHECK(signal->fire_one());
    CHECK_FALSE(signal->fire_one());
    finish(loop);
    CHECK(said == std::vector<std::string>{"a", "b"});
}

TEST_CASE_METHOD(AsyncCase, "firing now runs those who wait before it returns") {
    auto started = start(loop, wait("a"));
    go_on();
    signal->fire_now();
    CHECK(said == std::vector<std::string>{"a"});
    finish(loop);
}

TEST_CASE_METHOD(AsyncCase, "a deadline ends the waiting") {
    auto late = start(loop, wait_until("a", in(std::chrono::milliseconds(1))));
    finish(loop);
    CHECK(said == std::vector<std::string>{"a late"});
    CHECK_FALSE(signal->awaited());
}

TEST_CASE_METHOD(AsyncCase, "who is fired in time hears nothing of the deadline") {
    auto waiting = start(loop, wait_until("a", in(std::chrono::hours(1))));
    go_on();
    signal->fire();
    finish(loop);  // and the loop has nothing left to do: the timer is gone
    CHECK(said == std::vector<std::string>{"a fired"});
}

TEST_CASE_METHOD(AsyncCase, "a deadline that comes in the turn of a fire is no second end") {
    auto waiting = start(loop, wait_until("a", in(std::chrono::milliseconds(100))));
    go_on();
    std::this_thread::sleep_until(in(std::chrono::milliseconds(101)));  // the time itself must pass
    signal->fire();
    signal->fire();
    finish(loop);
    CHECK(said == std::vector<std::string>{"a fired"});
}

TEST_CASE_METHOD(AsyncCase, "those who wait end with the signal") {
    auto owned = std::make_shared<int>(0);
    std::weak_ptr<int> watched = owned;
    auto first = start(loop, own(*signal, std::move(owned)));
    auto second = start(loop, wait_until("a", in(std::chrono::milliseconds(100))));
    go_on();
    CHECK_FALSE(watched.expired());
    std::this_thread::sleep_until(in(std::chrono::milliseconds(101)));  // the time itself must pass: it finds nobody
    signal.reset();
    finish(loop);
    CHECK(watched.expired());
    CHECK(said.empty());
}

TEST_CASE_METHOD(AsyncCase, "who is spawned may fail: nobody else hears of it") {
    set_up_log("off", "text");
    auto fail = []() -> awaitable<void> {
        throw std::runtime_error("as planned");
        co_return;
    };
    spawn(loop.get_executor(), fail(), "failing");
    spawn(loop.get_executor(), wait("a"), "waiting");
    go_on();
    signal->fire();
    finish(loop);
    CHECK(said == std::vector<std::string>{"a"});
}
