#include "necsus/limits/recent_count.hpp"

#include <catch2/catch.hpp>

using namespace necsus;
using namespace std::chrono_literals;

TEST_CASE("what happened counts for as long as was said, to the second") {
    const RecentCount::Time start{1000s};
    RecentCount keys(10s);
    CHECK(keys.count(start) == 0);
    CHECK(keys.until_fewer(start) == 0s);
    keys.add(3, start);
    keys.add(1, start + 5s);
    CHECK(keys.count(start + 9s) == 4);
    CHECK(keys.until_fewer(start + 8s) == 2s);
    CHECK(keys.count(start + 10s) == 1);
    CHECK(keys.until_fewer(start + 10s) == 5s);
    CHECK(keys.count(start + 15s) == 0);
}

TEST_CASE("nothing stops counting early") {
    RecentCount keys(1s);
    const RecentCount::Time half_past{1000s + 500ms};
    keys.add(1, half_past);
    CHECK(keys.count(half_past + 999ms) == 1);
    CHECK(keys.count(half_past + 2s) == 0);
}

TEST_CASE("what did not happen after all doesn't count") {
    const RecentCount::Time start{1000s};
    RecentCount keys(10s);
    keys.take_back();
    keys.add(1, start);
    keys.add(2, start + 1s);
    for (int left = 2; left >= 0; --left) {
        keys.take_back();
        CHECK(keys.count(start + 1s) == static_cast<std::size_t>(left));
    }
    keys.add(0, start);
    CHECK(keys.until_fewer(start) == 0s);
}
