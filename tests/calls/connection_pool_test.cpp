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
    ConnectionPool pool{loop.get_executor(), {2, 5}, std::chrono::seconds(1)};

    ~Fixture() { pool.stop(); }

    Place take(const Endpoint& host) {
        auto place = run(loop, pool.take_place(host, nullptr, "a", later()));
        return std::get<Place>(std::move(place));
    }

    /// Lets what can go on go on; what waits, waits.
    void go_on() {
        loop.restart();
        loop.poll();
    }
};

/// Takes a place, notes who it is, and keeps the place until told to give it back.
awaitable<void> hold(ConnectionPool& pool, std::vector<int>& got, std::vector<std::optional<Place>>& places, int who) {
    auto place = co_await pool.take_place(endpoint("h"), nullptr, "a", later());
    auto* given = std::get_if<Place>(&place);
    got.push_back(given != nullptr ? who : -who);
    if (given != nullptr) places.at(static_cast<std::size_t>(who)).emplace(std::move(*given));
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
    take(endpoint("h"));
}

TEST_CASE_METHOD(Fixture, "hosts are told apart by name, port and scheme") {
    const auto first = take(endpoint("h"));
    const auto second = take(endpoint("h"));
    CHECK(first.key() == second.key());
    const auto other = GENERATE(endpoint("g"), endpoint("h", false, 81), endpoint("h", true));
    CHECK(take(other).key() != first.key());
}

TEST_CASE_METHOD(Fixture, "who gets no place in time gets none, and knows how many calls there are") {
    const auto first = take(endpoint("h"));
    {
        const auto second = take(endpoint("h"));
        auto none =
            run(loop, pool.take_place(endpoint("h"), nullptr, "a", Clock::now() + std::chrono::milliseconds(5)));
        CHECK_FALSE(std::get<ConnectionPool::NoPlace>(none).crowded);
        CHECK(std::get<ConnectionPool::NoPlace>(none).calls == 2);
    }
    take(endpoint("h"));  // and stands in nobody's way
}

TEST_CASE_METHOD(Fixture, "more calls than a host may have don't wait") {
    std::vector<std::optional<Place>> places(6);
    std::vector<int> got;
    std::vector<std::future<void>> started;
    for (int who = 1; who <= 5; ++who) started.push_back(start(loop, hold(pool, got, places, who)));
    go_on();
    auto sixth = start(loop, pool.take_place(endpoint("h"), nullptr, "b", later()));
    go_on();
    auto none = result_of(std::move(sixth));
    CHECK(std::get<ConnectionPool::NoPlace>(none).crowded);
    CHECK(std::get<ConnectionPool::NoPlace>(none).calls == 5);
    auto elsewhere = start(loop, pool.take_place(endpoint("g"), nullptr, "b", later()));
    go_on();
    CHECK(std::holds_alternative<Place>(result_of(std::move(elsewhere))));
    pool.stop();
    finish(loop);
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
