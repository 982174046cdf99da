#include "necsus/bots/rounds.hpp"

#include <catch2/catch.hpp>
#include <optional>
#include <vector>

#include "support/unit/run.hpp"

using namespace necsus;

namespace {

struct Fixture {
    std::optional<Rounds::Round> round(const std::string& room) {
        auto begun = rounds.begin(room);
        if (auto* busy = std::get_if<Busy>(&begun)) {
            why = *busy;
            return std::nullopt;
        }
        return std::get<Rounds::Round>(std::move(begun));
    }

    asio::io_context loop;
    Rounds rounds{loop.get_executor(), {.in_all = 5, .in_room = 3, .rate = 0.001, .burst = 2}};
    std::optional<Busy> why;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "so many rounds may be under way in a room, and so many in all") {
    std::vector<Rounds::Round> under_way;
    for (int i = 0; i < 3; ++i) under_way.push_back(*round("a"));
    CHECK_FALSE(round("a"));
    CHECK(why == Busy::room);
    for (int i = 0; i < 2; ++i) under_way.push_back(*round("b"));
    CHECK_FALSE(round("b"));
    CHECK(why == Busy::server);
    under_way.pop_back();
    CHECK(round("b"));
    under_way.clear();
    CHECK(rounds.under_way() == 0);
}

TEST_CASE_METHOD(Fixture, "the brake counts the rounds of a room that call bots, also one after the other") {
    auto first = round("a");
    CHECK(first->may_call());
    CHECK(first->may_call());  // its second bot costs nothing
    if (GENERATE(true, false)) first.reset();
    CHECK(round("a")->may_call());
    for (int i = 0; i < 3; ++i) CHECK_FALSE(round("a")->may_call());
    CHECK(round("b")->may_call());
}

TEST_CASE_METHOD(Fixture, "a round that calls no bot costs nothing") {
    for (int i = 0; i < 5; ++i) round("a");
    CHECK(round("a")->may_call());
}

TEST_CASE_METHOD(Fixture, "the brake is let go as time passes") {
    Rounds quick(loop.get_executor(), {.in_all = 5, .in_room = 5, .rate = 1000, .burst = 1});
    auto first = quick.begin("a");
    CHECK(std::get<Rounds::Round>(first).may_call());
    const auto deadline = Clock::now() + run_deadline;
    int called = 0;
    while (called < 5 && Clock::now() < deadline) {
        auto next = quick.begin("a");
        if (std::get<Rounds::Round>(next).may_call()) ++called;
    }
    CHECK(called == 5);
}

TEST_CASE_METHOD(Fixture, "a room is told once in a while, each of its rooms and each reason by itself") {
    CHECK(rounds.worth_telling("a", Busy::room));
    CHECK_FALSE(rounds.worth_telling("a", Busy::room));
    CHECK(rounds.worth_telling("b", Busy::room));
    CHECK(rounds.worth_telling("a", Busy::brake));
}

TEST_CASE_METHOD(Fixture, "rounds that have read the same bots share them") {
    Bot bot;
    bot.name = "Echo";
    auto one = round("a");
    auto other = round("a");
    auto bots = one->shared({bot});
    CHECK(other->shared({bot}) == bots);
    bot.name = "Renamed";
    CHECK(other->shared({bot})->front().name == "Renamed");
    CHECK(bots->front().name == "Echo");
}

TEST_CASE_METHOD(Fixture, "who waits for idleness waits for the last round, or for the deadline") {
    auto only = round("a");
    auto impatient = start(loop, rounds.idle(Clock::now() + std::chrono::milliseconds(5)));
    finish(loop);
    result_of(std::move(impatient));
    auto patient = start(loop, rounds.idle(Clock::now() + std::chrono::hours(1)));
    loop.restart();
    loop.poll();
    only.reset();
    finish(loop);
    result_of(std::move(patient));
    run(loop, rounds.idle(Clock::now()));
}
