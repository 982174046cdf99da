#include "necsus/text/fields.hpp"

#include <array>
#include <catch2/catch.hpp>

namespace necsus {

TEST_CASE("whitespace goes at the ends alone") {
    CHECK(trimmed(" \t a b\t ") == "a b");
    CHECK(trimmed(" \t ") == "");
    CHECK(trimmed("") == "");
    CHECK(trimmed("\ra\r") == "\ra\r");
    CHECK(trimmed("\ra\r", "\r") == "a");
}

TEST_CASE("whitespace may be characters of several bytes") {
    constexpr std::array<std::string_view, 3> whitespace = {" ", "\u00a0", "\u2028"};
    CHECK(trimmed_of("\u00a0 \u2028a \u00a0b\u2028\u00a0", whitespace) == "a \u00a0b");
    CHECK(trimmed_of("\u00a0", whitespace) == "");
    CHECK(trimmed_of("\u00e0", whitespace) == "\u00e0");  // shares its first byte with U+00A0
}

TEST_CASE("lower case is ASCII's, whatever the locale") {
    CHECK(lowercase("Content-TYPE") == "content-type");
    CHECK(lowercase("ÄZ[") == "Äz[");
    CHECK(equal_ignoring_case("GZip", "gzIP"));
    CHECK_FALSE(equal_ignoring_case("gzip", "gzi"));
    CHECK_FALSE(equal_ignoring_case("Ä", "ä"));
}

TEST_CASE("a list with commas has no empty elements") {
    using List = std::vector<std::string_view>;
    CHECK(comma_separated("a, b\t,c") == List{"a", "b", "c"});
    CHECK(comma_separated(" , ,a,,") == List{"a"});
    CHECK(comma_separated("").empty());
}

}  // namespace necsus
