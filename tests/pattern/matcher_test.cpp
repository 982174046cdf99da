#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "necsus/pattern/pattern.hpp"

using namespace necsus;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

using Groups = decltype(PatternMatch::groups);

Pattern compiled(const std::string& pattern) {
    return std::get<Pattern>(Pattern::compile(pattern));
}

SearchResult search(const Pattern& pattern, const std::string& text) {
    return pattern.search(Subject(text), 10s);
}

bool matches(const std::string& pattern, const std::string& text) {
    return std::holds_alternative<PatternMatch>(search(compiled(pattern), text));
}

bool matches_literal(const std::string& name, const std::string& text) {
    return std::holds_alternative<PatternMatch>(search(std::get<Pattern>(Pattern::literal(name)), text));
}

PatternMatch match(const std::string& pattern, const std::string& text) {
    auto result = search(compiled(pattern), text);
    REQUIRE(std::holds_alternative<PatternMatch>(result));
    return std::get<PatternMatch>(result);
}

bool times_out(const std::string& pattern, const std::string& text, std::chrono::microseconds limit = 10ms) {
    return std::holds_alternative<PatternTimedOut>(compiled(pattern).search(Subject(text), limit));
}

std::string times_over(const std::string& part, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += part;
    return all;
}

}  // namespace

TEST_CASE("the first match from left to right counts, and its span in characters") {
    auto [pattern, text, begin, end] = GENERATE(table<std::string, std::string, std::size_t, std::size_t>({
        {"b+", "aabbb", 2, 5},
        {"b+?", "aabbb", 2, 3},
        {"", "abc", 0, 0},
        {"$", "abc\n", 3, 3},
        {"\\Z", "abc\n", 4, 4},
        {"é", "aÉé", 1, 2},
        {"b", "😀😀b", 2, 3},
        {"(?<=😀)b", "b😀b", 2, 3},
        {"a|ab", "xab", 1, 2},
        {"\\b", "  hi", 2, 2},
    }));
    auto found = match(pattern, text);
    CHECK(found.begin == begin);
    CHECK(found.end == end);
}

TEST_CASE("named groups come in order of their numbers, as UTF-8; one that took no part holds nothing") {
    CHECK(match("(?P<z>é+)(?P<a>😀)(x)?(?P<none>y)?(?P<empty>)", "ÉÉ😀").groups ==
          Groups{{"z", "ÉÉ"}, {"a", "😀"}, {"none", std::nullopt}, {"empty", ""}});
    CHECK(match("(?P<größe>\\d+)", "٣7").groups == Groups{{"größe", "٣7"}});
    CHECK(match("(a)(b)", "ab").groups.empty());
}

TEST_CASE("what a group held before a way that failed, it holds again") {
    CHECK(match("(?:(?P<x>a)b|a)c", "ac").groups == Groups{{"x", std::nullopt}});
    CHECK(match("(?P<x>a|ab)(?P<y>c|bcd)", "abcd").groups == Groups{{"x", "a"}, {"y", "bcd"}});
    CHECK(match("(?:(?P<x>a)|b)*", "ab").groups == Groups{{"x", "a"}});
    CHECK(match("(?!(?P<x>a)b)a", "ac").groups == Groups{{"x", std::nullopt}});
    CHECK(match("(?=(?P<x>a))a", "a").groups == Groups{{"x", "a"}});
}

TEST_CASE("a loop over nothing ends") {
    CHECK(matches("^(a*)*$", "aaa"));
    CHECK(matches("^(?:|a)+$", "aaa"));
    CHECK(matches("^(?:a?){5}$", "a"));
    CHECK(matches("(?:){100}x", "x"));
    CHECK(matches("(?:(?=a))*a", "a"));
    CHECK(match("(?P<x>a?\?)*?b", "ab").end == 2);
}

TEST_CASE("atomic groups and possessive repeats give nothing back") {
    CHECK(matches("a*ab", "aab"));
    CHECK_FALSE(matches("a*+ab", "aab"));
    CHECK_FALSE(matches("(?>a*)ab", "aab"));
    CHECK(matches("(?>a|ab)c|abd", "abd"));
    CHECK_FALSE(matches("^(?>a|ab)c", "abc"));
    CHECK_FALSE(matches("^(?:a|ab)++c", "abc"));
}

TEST_CASE("look-behind counts characters back, and is not asked beyond the beginning") {
    CHECK(match("(?<=ab)c", "c abc").begin == 4);
    CHECK(match("(?<!a)b", "abb").begin == 2);
    CHECK(match("(?<!abc)b", "b").begin == 0);
    CHECK_FALSE(matches("(?<=^a)b", "aab"));
}

TEST_CASE("references compare what was taken, without regard to case; conditions ask whether a group took part") {
    CHECK(matches("^(\\w+) \\1$", "Tick tICK"));
    CHECK_FALSE(matches("^(s)\\1$", "sſ"));  // as Python: the extra pairs don't count here
    CHECK_FALSE(matches("(a)?\\1b", "b"));
    CHECK(matches("^(\\()?x(?(1)\\)|!)$", "(x)"));
    CHECK(matches("^(\\()?x(?(1)\\)|!)$", "x!"));
    CHECK_FALSE(matches("^(\\()?x(?(1)\\)|!)$", "(x!"));
}

TEST_CASE("flags change what they enclose and nothing else") {
    CHECK(matches("a(?-i:b)c", "AbC"));
    CHECK_FALSE(matches("a(?-i:b)c", "ABC"));
    CHECK_FALSE(matches("a.b", "a\nb"));
    CHECK(matches("(?s)a.b", "a\nb"));
    CHECK(matches("(?m)^b$", "a\nb\nc"));
    CHECK_FALSE(matches("^b$", "a\nb\nc"));
    CHECK(matches("(?x) a b # all of it\n c", "abc"));
    CHECK(matches("(?x: a b ) c", "ab c"));
    CHECK_FALSE(matches("(?a)é", "É"));
    CHECK_FALSE(matches("(?a:\\w)", "é"));
}

TEST_CASE("a literal has no special characters, and ignores case as patterns do") {
    CHECK(matches_literal("a.b*(c)", "say A.B*(C) now"));
    CHECK_FALSE(matches_literal("a.b", "axb"));
    CHECK(matches_literal("\\d+[", "\\D+["));
    CHECK(matches_literal("größe", "GRÖSSE") == matches("größe", "GRÖSSE"));
    CHECK(matches_literal("größe", "GRÖẞE"));
    CHECK(matches_literal("Kiss", "\u212Aiſs"));
    CHECK(matches_literal("😀", "a😀"));
    CHECK(matches_literal("a b # c", "A B # C"));
    CHECK(matches_literal("", ""));
    CHECK(matches_literal("a\0b"s, "xA\0B"s));
    CHECK_FALSE(matches_literal("a\0b"s, "a"));
}

TEST_CASE("NUL is a character as any other") {
    CHECK(match("a.c", "x a\0c"s).begin == 2);
    CHECK(matches("\\0$", "\0"s));
    CHECK(matches("[\0]"s, "\0"s));
    CHECK_FALSE(matches("a\\0", "a"));
}

TEST_CASE("a search that takes too long times out") {
    CHECK(times_out("^(a+)+$", times_over("a", 40) + "!"));
    CHECK(times_out("^(a+)+$", times_over("a", 40) + "!", 0us));
    CHECK(times_out("(?:(?:(?:(?:x?){1000}){1000}){1000}){1000}y", "xy"));
    CHECK(times_out("(?:){4294967294}(?:(?:a|b)?){4294967294}c", times_over("ab", 1000) + "c"));
}

TEST_CASE("no single step of a search takes long") {
    const auto text = times_over("あ", 20'000);
    for (const std::string& pattern : {"[^" + times_over("\U0001f600-\U0001f601", 1000) + "]*!",
                                       times_over("\\w", 1000) + "!", "(.*)!"s, "[^x]{1,1000000}?!"s}) {
        const auto program = compiled(pattern);
        const Subject subject(text);
        auto began = std::chrono::steady_clock::now();
        program.search(subject, 1ms);
        CHECK(std::chrono::steady_clock::now() - began < 1s);  // it was more; this machine may be slow
    }
}

TEST_CASE("a search that would remember too much times out, however much time there is") {
    CHECK(times_out("(a|b)*c", times_over("ab", 200'000) + "c", 60s));
    CHECK(times_out("(a)*$", times_over("a", 300'000), 60s));
    CHECK_FALSE(times_out("(a|b)*c", times_over("ab", 5000) + "c", 60s));
    CHECK_FALSE(times_out("a*$", times_over("a", 300'000), 60s));
}

TEST_CASE("a pattern is slow after a search that timed out, until one is quick; and so are its copies") {
    auto pattern = compiled("^(a+)+$");
    auto copy = pattern;
    search(pattern, "aa!");
    CHECK_FALSE(copy.is_slow());
    pattern.search(Subject(times_over("a", 40) + "!"), 0us);
    CHECK(copy.is_slow());
    search(copy, "aa!");
    CHECK_FALSE(pattern.is_slow());
}

TEST_CASE("where a search begins with a repeat that gives nothing back in vain, it finds what Python finds") {
    auto [pattern, text, begin, end] = GENERATE(table<std::string, std::string, std::size_t, std::size_t>({
        {"\\w+@", "ab cd@", 3, 6},
        {"\\w+@x", "ab@cd@x", 3, 7},
        {"\\w{2,}@", "a@ bc@", 3, 6},
        {"\\w{1,2}@", "abcd@", 2, 5},
        {"\\w*@", "a b @", 4, 5},
        {"a+k", "aa\u212a", 0, 3},  // the Kelvin sign is a k
        {"k+k", "k\u212a", 0, 2},
        {"[^k]+k", "ab\u212a", 0, 3},
        {"\\w+i", "ab\u0130", 0, 3},
        {"\\w+s", "ab\u017f", 0, 3},
        {".+ at (?=x)", "a at b at x", 0, 10},
        {".*a", "bca", 0, 3},
        {".*ab", "cab", 0, 3},
        {".*ab", "ab", 0, 2},
        {"x*ab", "xxab", 0, 4},
        {".+?ab", "abab", 0, 4},
    }));
    CAPTURE(pattern, text);
    auto found = match(pattern, text);
    CHECK(found.begin == begin);
    CHECK(found.end == end);
}

TEST_CASE("after a search that gave up the next one is right") {
    CHECK(times_out("(?P<x>a+)+$", times_over("a", 40) + "!"));
    CHECK(match("(?P<x>b)?(?P<y>c)", "c").groups == Groups{{"x", std::nullopt}, {"y", "c"}});
}

TEST_CASE("a program may be used by many searches, and outlives its pattern's copies") {
    auto first = compiled("(?P<x>\\d+)");
    auto second = first;
    first = compiled("other");
    CHECK(std::get<PatternMatch>(search(second, "a 12")).groups == Groups{{"x", "12"}});
    CHECK(std::get<PatternMatch>(search(second, "345")).groups == Groups{{"x", "345"}});
}
