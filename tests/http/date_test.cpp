#include "http/date.hpp"

#include <catch2/catch.hpp>
#include <ctime>

using namespace necsus;

TEST_CASE("dates are written as HTTP wants them") {
    CHECK(http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
    CHECK(http_date(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(http_date(1709164800) == "Thu, 29 Feb 2024 00:00:00 GMT");
}

TEST_CASE("dates are read in the three forms that HTTP has had") {
    const auto* date =
        GENERATE("Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994");
    CHECK(parse_http_date(date) == 784111777);
}

TEST_CASE("a year of two digits is the last such year that is not far ahead") {
    // RFC 9110, 5.6.7: more than 50 years in the future means the past century.
    CHECK(parse_http_date("Thursday, 29-Feb-24 00:00:00 GMT") == 1709164800);
    auto now = std::time(nullptr);
    for (int year = 0; year < 100; ++year) {
        char date[64];
        std::snprintf(date, sizeof date, "Monday, 01-Jan-%02d 00:00:00 GMT", year);
        auto seconds = parse_http_date(date);
        REQUIRE(seconds);
        CHECK(*seconds <= now + 51LL * 366 * 86400);
        CHECK(*seconds > now - 51LL * 366 * 86400);
    }
}

TEST_CASE("what is no date is none") {
    const auto* text =
        GENERATE("", "yesterday", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
                 "Sun, 06 Nov 1994 08:49:37 GMT, and more", "784111777", "Sun, 32 Nov 1994 08:49:37 GMT");
    CHECK_FALSE(parse_http_date(text));
}
