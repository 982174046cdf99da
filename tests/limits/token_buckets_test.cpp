#include "necsus/limits/token_buckets.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace necsus;
using namespace std::chrono_literals;

namespace {

const TokenBuckets::Time beginning{1000h};
constexpr auto none = TokenBuckets::Duration::zero();

/// How many are taken until one is refused.
int taken(TokenBuckets& buckets, const std::string& key, TokenBuckets::Time now) {
    int count = 0;
    while (buckets.take(key, now) == none) ++count;
    return count;
}

}  // namespace

TEST_CASE("a bucket gives its burst at once, and then as many a second as its rate") {
    TokenBuckets buckets({10, 5}, 100);
    CHECK(taken(buckets, "a", beginning) == 5);
    CHECK(taken(buckets, "a", beginning + 99ms) == 0);
    CHECK(taken(buckets, "a", beginning + 100ms) == 1);
    CHECK(taken(buckets, "a", beginning + 400ms) == 3);
    CHECK(taken(buckets, "a", beginning + 1h) == 5);
}

TEST_CASE("who is refused is told when to come again, and being refused costs nothing") {
    TokenBuckets buckets({2, 1}, 100);
    CHECK(buckets.take("a", beginning) == none);
    CHECK(buckets.take("a", beginning) == 500ms);
    CHECK(buckets.take("a", beginning + 200ms) == 300ms);
    CHECK(buckets.take("a", beginning + 500ms) == none);
}

TEST_CASE("slow rates have long waits") {
    TokenBuckets buckets({0.1, 1}, 100);
    CHECK(buckets.take("a", beginning) == none);
    CHECK(buckets.take("a", beginning + 1s) == 9s);
}

TEST_CASE("each key has a bucket of its own") {
    TokenBuckets buckets({1, 3}, 100);
    CHECK(taken(buckets, "a", beginning) == 3);
    CHECK(taken(buckets, "b", beginning) == 3);
}

TEST_CASE("a bucket that is full again is dropped") {
    TokenBuckets buckets({1, 3}, 100);
    for (int i = 0; i < 50; ++i) buckets.take(std::to_string(i), beginning);
    CHECK(buckets.size() == 50);
    for (int i = 0; i < 30; ++i) buckets.take("a", beginning + 2s + i * 2s);
    CHECK(buckets.size() == 1);
}

TEST_CASE("there are never more than so many buckets: the one that was used longest ago goes") {
    TokenBuckets buckets({1, 2}, 3);
    CHECK(taken(buckets, "a", beginning) == 2);
    for (const auto* key : {"b", "c"}) buckets.take(key, beginning);
    CHECK(taken(buckets, "a", beginning) == 0);  // used again
    buckets.take("d", beginning);                // in place of "b"
    CHECK(buckets.size() == 3);
    CHECK(taken(buckets, "a", beginning) == 0);
    CHECK(taken(buckets, "c", beginning) == 1);
    CHECK(taken(buckets, "b", beginning) == 2);
    CHECK(buckets.size() == 3);
}

TEST_CASE("what is given back can be taken again, and never more than the burst") {
    TokenBuckets buckets({1, 2}, 100);
    buckets.give_back("a");
    CHECK(taken(buckets, "a", beginning) == 2);
    buckets.give_back("a");
    CHECK(taken(buckets, "a", beginning) == 1);
    buckets.give_back("other");
    CHECK(taken(buckets, "other", beginning) == 2);
}
