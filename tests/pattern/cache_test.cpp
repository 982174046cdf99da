#include "necsus/pattern/cache.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace necsus;
using namespace std::chrono_literals;

namespace {

bool matches(const PatternCache::Compiled& compiled, const std::string& text) {
    return std::holds_alternative<PatternMatch>(std::get<Pattern>(compiled).search(Subject(text), 1s));
}

bool is_error(const PatternCache::Compiled& compiled) {
    return std::holds_alternative<PatternError>(compiled);
}

}  // namespace

TEST_CASE("a pattern is kept once") {
    PatternCache cache;
    CHECK(matches(cache.compiled("a+"), "AA"));
    CHECK(matches(cache.compiled("a+"), "a"));
    CHECK(cache.size() == 1);
}

TEST_CASE("a pattern and a literal of the same text are two things") {
    PatternCache cache;
    CHECK(matches(cache.compiled("a.c"), "abc"));
    CHECK_FALSE(matches(cache.literal("a.c"), "abc"));
    CHECK(matches(cache.literal("a.c"), "A.C"));
    CHECK(matches(cache.compiled("a.c"), "abc"));
    CHECK(cache.size() == 2);
}

TEST_CASE("errors are kept too") {
    PatternCache cache;
    CHECK(is_error(cache.compiled("(")));
    CHECK(cache.size() == 1);
    auto again = cache.compiled("(");
    REQUIRE(is_error(again));
    CHECK(std::get<PatternError>(again).message == "missing ), unterminated subpattern at position 0");
    CHECK(cache.size() == 1);
}

TEST_CASE("the number of patterns is bounded by their memory in all") {
    PatternCache cache(30'000);
    for (int i = 0; i < 1000; ++i) cache.compiled("pattern " + std::to_string(i));
    CHECK(cache.size() > 10);
    CHECK(cache.size() < 100);
    cache.compiled(std::string(900, 'a'));
    CHECK(cache.size() < 8);
}

TEST_CASE("a pattern that is larger than the cache is compiled and not kept") {
    PatternCache cache(2000);
    CHECK(matches(cache.compiled(std::string(200, 'a')), std::string(200, 'A')));
    CHECK(cache.size() == 0);
    CHECK(matches(cache.compiled("b"), "b"));
    CHECK(cache.size() == 1);
}

TEST_CASE("what is too long is refused, and not kept") {
    PatternCache cache;
    CHECK(is_error(cache.compiled(std::string(Pattern::max_length + 1, 'a'))));
    CHECK(is_error(cache.literal(std::string(Pattern::max_length + 1, 'a'))));
    CHECK_FALSE(is_error(cache.literal(std::string(Pattern::max_length, 'a'))));
    CHECK(cache.size() == 1);
}

TEST_CASE("what is used stays, what was used longest ago goes") {
    PatternCache cache(350'000);
    auto used = std::string(1000, 'a');
    cache.compiled(used);
    cache.compiled(std::string(5000, 'b'));
    cache.compiled(used);
    cache.compiled(std::string(3000, 'c'));
    CHECK(cache.size() == 3);
    cache.compiled(std::string(2000, 'd'));  // takes the place of the 5000
    CHECK(cache.size() == 3);
    cache.compiled(std::string(3000, 'e'));  // for which there would be no room without that
    CHECK(cache.size() == 4);
    cache.compiled(used);
    CHECK(cache.size() == 4);
}
