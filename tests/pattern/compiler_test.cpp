// A program grows with its pattern, not with the numbers in it.
#include "pattern/compiler.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "pattern/parser.hpp"

using namespace necsus::pattern;

namespace {

Program compiled(const std::u32string& pattern) {
    return compile(parse(pattern), ThreadTime::time_point::max());
}

std::u32string repeated(const std::u32string& part, int times) {
    std::u32string all;
    for (int i = 0; i < times; ++i) all += part;
    return all;
}

}  // namespace

TEST_CASE("counted repeats, nested or not, are counted while matching and never written out") {
    CHECK(compiled(U"(?:ab){1000000}").code.size() < 10);
    CHECK(compiled(U"a{4294967294}").code.size() < 10);
    CHECK(compiled(repeated(U"(?:", 400) + U"ab" + repeated(U"){65000}", 400)).code.size() < 1500);
}

TEST_CASE("the program of a pattern of the greatest length stays in proportion to it") {
    CHECK(compiled(std::u32string(8192, U'a')).code.size() == 8193);
    CHECK(compiled(repeated(U"(?:a|bc)*", 900)).code.size() < 2 * 8192);
    CHECK(compiled(repeated(U"(?=a)++", 1100)).code.size() < 2 * 8192);
}

TEST_CASE("one character, class or dot that is repeated takes two instructions") {
    for (const auto* pattern : {U"a*", U"[a-z]+", U".{3}?", U"(?:a)*", U"(?:(?:(?:a)))*+", U"(?:a|b)*"}) {
        auto code = compiled(pattern).code;
        REQUIRE(code.size() == 3);
        CHECK(code[0].op == Op::repeat_unit);
        CHECK(is_unit(code[1].op));
        CHECK(code[2].op == Op::match);
    }
}

TEST_CASE("a pattern that takes too long to compile is given up") {
    CHECK_THROWS_AS(compile(parse(U"[a-z]"), ThreadTime::now() - std::chrono::seconds(1)), CompileTimedOut);
}

TEST_CASE("the longest patterns of each kind compile in a moment") {
    const auto half = std::u32string(4095, U'a');
    for (const auto& pattern : {half + U"|" + half, repeated(half.substr(0, 90) + U"|", 80),
                                repeated(U"(?:", 490) + std::u32string(6000, U'a') + repeated(U")", 490),
                                repeated(U"(?:b", 490) + std::u32string(5000, U'a') + repeated(U"b)", 490),
                                repeated(U"(", 490) + std::u32string(7000, U'a') + repeated(U")", 490),
                                U"[" + repeated(U"!-\uffff", 2700) + U"]",
                                repeated(U"(|", 490) + std::u32string(6500, U'a') + repeated(U")", 490)}) {
        auto began = ThreadTime::now();
        compiled(pattern);
        CHECK(ThreadTime::now() - began < std::chrono::seconds(1));
    }
}

TEST_CASE("what tells early that nothing can match knows only what must be there") {
    CHECK(compiled(U"^a").only_at_start);
    CHECK(compiled(U"(\\Aa)").only_at_start);
    CHECK_FALSE(compiled(U"(?m)^a").only_at_start);
    CHECK_FALSE(compiled(U"^a|b").only_at_start);
    CHECK(compiled(U"a*").may_be_empty);
    CHECK(compiled(U"(?=a)").may_be_empty);
    CHECK_FALSE(compiled(U"(?:a|b+)c*").may_be_empty);
    CHECK(compiled(U"a|b").required.size() == 1);
    CHECK(compiled(U"ab|cd").required.empty());
    CHECK(compiled(U"a?b").required.size() == 1);
}
