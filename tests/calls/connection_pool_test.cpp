#include "calls/connection_pool.hpp"

#include <catch2/catch.hpp>
#include <optional>

#include "support/unit/run.hpp"

using namespace necsus;
using Place = ConnectionPool::Place;

namespace {

Endpoint endpoint(std::string host, bool tls = false, std::uint16_t port = 80) {
    Endpoint made;
    made.tls = tls;
    made.host = std::move(host);
    made.port = port;
    return made;
}

Clock::time_point later() {
    return Clock::now() + std::chrono::hours(1);
}

struct Fixture {
    asio::io_context loop;
    ConnectionPool pool{loop.get_executor(), 2, std::chrono::seconds(1)};

    ~Fixture() { pool.stop(); }

    Place take(const Endpoint& host) { return run(loop, pool.take_place(host, later())); }

    /// Lets what can go on go on; what waits, waits.
    void go_on() {
        loop.restart();
        loop.poll();
    }
};

/// Takes a place, notes who it is, and keeps the place until told to give it back.
awaitable<void> hold(ConnectionPool& pool, std::vector<int>& got, std::vector<std::optional<Place>>& places, int who) {
    auto place = co_await pool.take_place(endpoint("h"), later());
    got.push_back(place ? who : -who);
    places.at(static_cast<std::size_t>(who)).emplace(std::move(place));
}

}  // namespace

TEST_CASE_METHOD(Fixture, "so many places there are for each host, and those who come later wait in line") {
    std::vector<std::optional<Place>> places(6);
    std::vector<int> got;
    std::vector<std::future<void>> started;
    for (int who = 1; who <= 5; ++who) started.push_back(start(loop, hold(pool, got, places, who)));
    go_on();
    CHECK(got == std::vector{1, 2});
    places[1].reset();
    go_on();
    CHECK(got == std::vector{1, 2, 3});
    places[3].reset();
    places[2].reset();
    go_on();
    CHECK(got == std::vector{1, 2, 3, 4, 5});
    places.clear();
    CHECK(take(endpoint("h")));
}

TEST_CASE_METHOD(Fixture, "hosts are told apart by name, port and scheme") {
    const auto first = take(endpoint("h"));
    const auto second = take(endpoint("h"));
    CHECK(first.key() == second.key());
    const auto other = GENERATE(endpoint("g"), endpoint("h", false, 81), endpoint("h", true));
    CHECK(take(other));
    CHECK(take(other).key() != first.key());
}

TEST_CASE_METHOD(Fixture, "who gets no place in time gets none") {
    const auto first = take(endpoint("h"));
    {
        const auto second = take(endpoint("h"));
        CHECK_FALSE(run(loop, pool.take_place(endpoint("h"), Clock::now() + std::chrono::milliseconds(5))));
    }
    CHECK(take(endpoint("h")));  // and stands in nobody's way
}

TEST_CASE_METHOD(Fixture, "a stopped pool turns away who waits") {
    std::vector<std::optional<Place>> places(4);
    std::vector<int> got;
    std::vector<std::future<void>> started;
    for (int who = 1; who <= 3; ++who) started.push_back(start(loop, hold(pool, got, places, who)));
    go_on();
    pool.stop();
    finish(loop);
    CHECK(pool.stopped());
    CHECK(got == std::vector{1, 2, -3});
}
