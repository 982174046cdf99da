#include "necsus/limits/fair_shares.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "support/unit/run.hpp"

using namespace necsus;
using Names = std::vector<std::string>;

namespace {

Clock::time_point later() {
    return Clock::now() + std::chrono::hours(1);
}

struct Shared {
    explicit Shared(std::size_t amount = 9, std::size_t generosity = 2)
        : shares(loop.get_executor(), amount, generosity) {}
    ~Shared() {
        shares.close();
        finish(loop);
    }

    /// Notes who got it, and keeps it.
    awaitable<void> hold(std::string group, std::size_t amount = 1) {
        auto share = co_await shares.take(group, amount, later());
        if (!share) co_return;
        got.push_back(group);
        held.emplace_back(std::move(share));
    }
    void ask(const std::string& group, std::size_t amount = 1) {
        asked.push_back(start(loop, hold(group, amount)));
        go_on();
    }
    void give_back(const std::string& group) {
        for (std::size_t i = 0; i < got.size(); ++i) {
            if (got[i] != group) continue;
            got.erase(got.begin() + static_cast<std::ptrdiff_t>(i));
            held.erase(held.begin() + static_cast<std::ptrdiff_t>(i));
            break;
        }
        go_on();
    }
    void go_on() {
        loop.restart();
        loop.poll();
    }

    asio::io_context loop;
    FairShares shares;
    Names got;
    std::vector<FairShares::Share> held;
    std::vector<std::future<void>> asked;
};

}  // namespace

TEST_CASE_METHOD(Shared, "a group that has much leaves some to others") {
    for (int i = 0; i < 9; ++i) ask("greedy");
    CHECK(got == Names(6, "greedy"));  // twice the three that are free
    ask("other");
    ask("other");
    CHECK(got.size() == 8);
    ask("third");
    CHECK(got.back() == "third");
    CHECK(shares.in_use() == 9);
    CHECK(shares.waiting() == 3);
}

TEST_CASE("of few places a group alone gets all") {
    const auto amount = GENERATE(range(std::size_t{1}, std::size_t{9}));
    Shared shared(amount, 8);
    for (std::size_t i = 0; i < 10; ++i) shared.ask("a");
    CHECK(shared.got.size() == amount);
}

TEST_CASE("those who wait get theirs in turns, one group after the other, and in a group in their order") {
    Shared shared(2, 8);
    for (int i = 0; i < 6; ++i) shared.ask("many");
    shared.ask("few");
    shared.ask("one");
    shared.ask("few");
    CHECK(shared.got == Names{"many", "many"});
    for (int i = 0; i < 6; ++i) shared.give_back(shared.got.front());
    CHECK(shared.shares.waiting() == 1);  // many, few, one, many, few, many have had their turns
    CHECK(shared.got == Names{"few", "many"});
}

TEST_CASE_METHOD(Shared, "who gives up waiting no longer stands before those who want less") {
    ask("other");
    auto gives_up = start(loop, shares.take("many", 9, Clock::now() + std::chrono::milliseconds(20)));
    go_on();
    ask("many");
    CHECK(shares.waiting() == 2);
    CHECK(got == Names{"other"});
    while (shares.waiting() > 0) {
        loop.restart();
        loop.run_one();
    }
    go_on();
    CHECK(got == Names{"other", "many"});
    CHECK_FALSE(result_of(std::move(gives_up)));
}

TEST_CASE_METHOD(Shared, "a share of nothing is one too, until it is given back") {
    auto none = shares.take_at_once("a", 0);
    CHECK(none);
    none.shrink(0);
    CHECK_FALSE(none);
}

TEST_CASE_METHOD(Shared, "amounts are handed out whole, and a larger one than there is takes all") {
    ask("a", 5);
    ask("b", 100);
    CHECK(got == Names{"a"});
    give_back("a");
    CHECK(got == Names{"b"});
    CHECK(shares.in_use() == 9);
    held.front().shrink(4);
    CHECK(shares.in_use() == 4);
    ask("a", 5);
    CHECK(got == Names{"b", "a"});
}

TEST_CASE_METHOD(Shared, "who waits too long gets none and stands in nobody's way") {
    ask("a", 9);
    auto soon = Clock::now() + std::chrono::milliseconds(5);
    auto late = start(loop, shares.take("b", 1, soon));
    finish(loop);
    CHECK_FALSE(result_of(std::move(late)));
    CHECK(shares.waiting() == 0);
    give_back("a");
    CHECK(shares.in_use() == 0);
    ask("b");
    CHECK(got == Names{"b"});
}

TEST_CASE_METHOD(Shared, "closed, it turns away who waits and who comes") {
    ask("a", 9);
    ask("a");
    ask("b");
    shares.close();
    finish(loop);
    ask("c");
    CHECK(got == Names{"a"});
    for (auto& one : asked) result_of(std::move(one));
}

TEST_CASE_METHOD(Shared, "who can't wait gets it at once or not at all, and may want more later") {
    auto share = shares.take_at_once("a", 5);
    REQUIRE(share);
    CHECK_FALSE(shares.take_at_once("b", 5));
    CHECK(shares.take_at_once("b", 4));
    CHECK(shares.in_use() == 5);
    CHECK_FALSE(share.grow(9));  // it would leave nothing
    CHECK(share.grow(6));
    CHECK(share.grow(2));
    CHECK(share.amount() == 6);
    CHECK(shares.in_use() == 6);
    share.shrink(0);
    CHECK(shares.in_use() == 0);
    CHECK_FALSE(share.grow(1));
}
