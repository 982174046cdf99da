#include "necsus/http/query.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace necsus;
using namespace std::string_literals;

namespace {

using Text = std::optional<std::string>;
using Integer = std::optional<std::int64_t>;

constexpr auto largest = std::numeric_limits<std::int64_t>::max();

}  // namespace

TEST_CASE("escapes are decoded, malformed ones stay, and bytes that are not UTF-8 become U+FFFD") {
    const auto [text, decoded] = GENERATE(table<std::string, std::string>({
        {"", ""},
        {"a+b", "a+b"},
        {"%41%62", "Ab"},
        {"%c3%a9%C3%A9", "éé"},
        {"%2F%2e%2e", "/.."},
        {"%00", "\0"s},
        {"%", "%"},
        {"%4", "%4"},
        {"%zz%4g%g4", "%zz%4g%g4"},
        {"%%41", "%A"},
        {"%2541", "%41"},
        {"%ff", "\uFFFD"},
        {"\xff", "\uFFFD"},
        {"%ed%a0%80", "\uFFFD\uFFFD\uFFFD"},
    }));
    CAPTURE(text);
    CHECK(percent_decode(text) == decoded);
}

TEST_CASE("a query is form-decoded, and of several values the last counts") {
    const auto [query, value] = GENERATE(table<std::string, Text>({
        {"room=a", "a"},
        {"room=a+b%2Bc", "a b+c"},
        {"room=a&room=b", "b"},
        {"room=a&room=", ""},
        {"room=", ""},
        {"room", ""},
        {"x=1&&room=a&", "a"},
        {"r%6fom=a", "a"},
        {"room=a=b", "a=b"},
        {"room=%C3%A9", "é"},
        {"room=%ff", "\uFFFD"},
        {"room=%", "%"},
        {"Room=a", std::nullopt},
        {"rooms=a", std::nullopt},
        {"x=room", std::nullopt},
        {"a=1;room=b", std::nullopt},
        {"", std::nullopt},
    }));
    CAPTURE(query);
    CHECK(Query(query).text("room") == value);
}

TEST_CASE("an integer is read as Python's int reads it") {
    const auto [text, value] = GENERATE(table<std::string, Integer>({
        {"0", 0},
        {"17", 17},
        {"-5", -5},
        {"+5", 5},
        {"007", 7},
        {" \t12\n", 12},
        {"\u00a012\u3000", 12},
        {"1_000", 1000},
        {"9223372036854775807", largest},
        {"9223372036854775808", largest},
        {"99999999999999999999999999", largest},
        {"-99999999999999999999999999", -largest},
        {"", std::nullopt},
        {" ", std::nullopt},
        {"-", std::nullopt},
        {"+ 5", std::nullopt},
        {"--5", std::nullopt},
        {"_1", std::nullopt},
        {"1_", std::nullopt},
        {"1__0", std::nullopt},
        {"1 2", std::nullopt},
        {"1.0", std::nullopt},
        {"0x10", std::nullopt},
        {"abc", std::nullopt},
        {"12a", std::nullopt},
    }));
    CAPTURE(text);
    CHECK(python_int(text) == value);
}

TEST_CASE("an integer in a query may have its sign and blanks encoded, and is absent if it is none") {
    CHECK(Query("since=%2B5").integer("since") == 5);
    CHECK(Query("since=+5").integer("since") == 5);
    CHECK(Query("since=5&since=x").integer("since") == std::nullopt);
    CHECK(Query("room=5").integer("since") == std::nullopt);
}

TEST_CASE("a target is split into its decoded path and its query") {
    const auto [target, path, room] = GENERATE(table<std::string, std::string, Text>({
        {"/", "/", std::nullopt},
        {"/a/b?room=1", "/a/b", "1"},
        {"/a%2Fb+c%20d", "/a/b+c d", std::nullopt},
        {"/%C3%A9", "/é", std::nullopt},
        {"/a%3Froom=1?room=2?3", "/a?room=1", "2?3"},
        {"/a#b?room=1", "/a", std::nullopt},
        {"http://h:1/a?room=1", "/a", "1"},
        {"https://h", "/", std::nullopt},
        {"http://h?room=1", "/", "1"},
        {"/http://h/x", "/http://h/x", std::nullopt},
        {"//a//b", "//a//b", std::nullopt},
        {"/a/../b/%2e%2e", "/a/../b/..", std::nullopt},
        {"*", "*", std::nullopt},
    }));
    CAPTURE(target);
    const auto split = split_target(target);
    CHECK(split.path == path);
    CHECK(split.query.text("room") == room);
}
