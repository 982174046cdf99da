#include "necsus/bots/pacing.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>
#include <vector>

#include "support/unit/run.hpp"

using namespace necsus;

namespace {

awaitable<void> go_on(Pacing& pacing, int who, std::vector<int>& went) {
    co_await pacing.turn();
    went.push_back(who);
}

awaitable<void> count_turns(Executor executor, const std::vector<int>& went, std::vector<std::size_t>& seen) {
    while (went.size() < 1000) {
        seen.push_back(went.size());
        co_await next_turn(executor);
    }
}

}  // namespace

TEST_CASE("a thousand at once go on a few in each turn of the loop, in their order") {
    asio::io_context loop;
    Pacing pacing(loop.get_executor());
    std::vector<int> went, expected;
    std::vector<std::size_t> seen;
    std::vector<std::future<void>> all;
    for (int who = 0; who < 1000; ++who) {
        expected.push_back(who);
        all.push_back(start(loop, go_on(pacing, who, went)));
    }
    auto observer = start(loop, count_turns(loop.get_executor(), went, seen));
    finish(loop);
    for (auto& one : all) result_of(std::move(one));
    CHECK(went == expected);
    std::size_t most = 0;
    for (std::size_t i = 1; i < seen.size(); ++i) most = std::max(most, seen[i] - seen[i - 1]);
    CHECK(most <= 40);
    CHECK(seen.size() >= 25);
}

TEST_CASE("closed, all who wait go on") {
    asio::io_context loop;
    Pacing pacing(loop.get_executor());
    std::vector<int> went;
    std::vector<std::future<void>> all;
    for (int who = 0; who < 100; ++who) all.push_back(start(loop, go_on(pacing, who, went)));
    for (int i = 0; i < 60; ++i) loop.poll_one();
    CHECK(went.size() < 60);
    pacing.close();
    finish(loop);
    for (auto& one : all) result_of(std::move(one));
    CHECK(went.size() == 100);
}
