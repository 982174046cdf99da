#include "necsus/pattern/cache.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace necsus;
using namespace std::chrono_literals;

namespace {

PatternText of_pattern(std::string text) {
    return {PatternText::Kind::pattern, std::move(text)};
}

PatternText literal(std::string text) {
    return {PatternText::Kind::literal, std::move(text)};
}

void keep(PatternCache& cache, const PatternText& text, const std::string& owner = "lobby") {
    cache.keep(owner, text, compile(text));
}

bool matches(const std::optional<CompiledPattern>& compiled, const std::string& text) {
    REQUIRE(compiled);
    return std::holds_alternative<PatternMatch>(std::get<Pattern>(*compiled).search(Subject(text), 1s));
}

bool is_error(const CompiledPattern& compiled) {
    return std::holds_alternative<PatternError>(compiled);
}

}  // namespace

TEST_CASE("a pattern is kept once, whoever uses it") {
    PatternCache cache;
    CHECK_FALSE(cache.find(of_pattern("a+")));
    keep(cache, of_pattern("a+"));
    keep(cache, of_pattern("a+"), "other");
    CHECK(matches(cache.find(of_pattern("a+")), "AA"));
    CHECK(cache.size() == 1);
}

TEST_CASE("a pattern and a literal of the same text are two things") {
    PatternCache cache;
    keep(cache, of_pattern("a.c"));
    keep(cache, literal("a.c"));
    CHECK(matches(cache.find(of_pattern("a.c")), "abc"));
    CHECK_FALSE(matches(cache.find(literal("a.c")), "abc"));
    CHECK(matches(cache.find(literal("a.c")), "A.C"));
    CHECK(cache.size() == 2);
}

TEST_CASE("errors are kept too") {
    PatternCache cache;
    keep(cache, of_pattern("("));
    auto again = cache.find(of_pattern("("));
    REQUIRE(again);
    REQUIRE(is_error(*again));
    CHECK(std::get<PatternError>(*again).message == "missing ), unterminated subpattern at position 0");
}

TEST_CASE("the number of patterns is bounded by their memory in all") {
    PatternCache cache(30'000);
    for (int i = 0; i < 1000; ++i) keep(cache, of_pattern("pattern " + std::to_string(i)));
    CHECK(cache.size() > 10);
    CHECK(cache.size() < 100);
    keep(cache, of_pattern(std::string(900, 'a')));
    CHECK(cache.size() < 8);
}

TEST_CASE("a pattern that is larger than the cache is not kept") {
    PatternCache cache(2000);
    keep(cache, of_pattern(std::string(200, 'a')));
    CHECK(cache.size() == 0);
    keep(cache, of_pattern("b"));
    CHECK(matches(cache.find(of_pattern("b")), "b"));
}

TEST_CASE("what is too long is refused") {
    CHECK(is_error(compile(of_pattern(std::string(Pattern::max_length + 1, 'a')))));
    CHECK(is_error(compile(literal(std::string(Pattern::max_length + 1, 'a')))));
    CHECK_FALSE(is_error(compile(literal(std::string(Pattern::max_length, 'a')))));
}

TEST_CASE("what is used stays, what was used longest ago goes") {
    PatternCache cache(350'000);
    const auto used = of_pattern(std::string(1000, 'a'));
    keep(cache, used);
    keep(cache, of_pattern(std::string(5000, 'b')));
    CHECK(cache.find(used));
    keep(cache, of_pattern(std::string(3000, 'c')));
    CHECK(cache.size() == 3);
    keep(cache, of_pattern(std::string(2000, 'd')));  // takes the place of the 5000
    CHECK(cache.size() == 3);
    keep(cache, of_pattern(std::string(3000, 'e')));  // for which there would be no room without that
    CHECK(cache.size() == 4);
    CHECK(cache.find(used));
}

TEST_CASE("a room with many patterns takes no other room's place") {
    PatternCache cache(100'000);
    keep(cache, of_pattern("a{3}"), "quiet");
    keep(cache, of_pattern("b{3}"), "quiet");
    for (int i = 0; i < 1000; ++i) keep(cache, of_pattern("pattern " + std::to_string(i)), "loud");
    CHECK(cache.size() < 300);
    CHECK(cache.find(of_pattern("a{3}")));
    CHECK(cache.find(of_pattern("b{3}")));
    CHECK(cache.find(of_pattern("pattern 999")));
    CHECK_FALSE(cache.find(of_pattern("pattern 0")));
}
