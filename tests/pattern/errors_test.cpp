// What is wrong with a pattern, in Python's words and at Python's place: that is what a student will search for.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "necsus/pattern/pattern.hpp"

using namespace necsus;
using namespace std::string_literals;

namespace {

struct Refused {
    std::string pattern;
    std::string message;
};

const std::vector<Refused> pythons_errors{
#include "error_table.inc"
};

PatternError error_of(const std::string& pattern) {
    auto compiled = Pattern::compile(pattern);
    const auto* error = std::get_if<PatternError>(&compiled);
    return error ? *error : PatternError{PatternError::Kind::refused, "no error"};
}

std::string repeated(const std::string& part, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += part;
    return all;
}

}  // namespace

TEST_CASE("a pattern that Python refuses is refused in Python's words") {
    REQUIRE(pythons_errors.size() > 250);
    for (const auto& [pattern, message] : pythons_errors) {
        INFO(pattern);
        auto error = error_of(pattern);
        CHECK(error.message == message);
        CHECK(error.kind == PatternError::Kind::refused);
    }
}

TEST_CASE("groups nested too deep are refused, as Python's recursion limit does at about the same depth") {
    CHECK(error_of(repeated("(", 400) + "a" + repeated(")", 400)).message == "no error");
    CHECK(error_of(repeated("(?:", 400) + "a" + repeated(")*", 400)).message == "no error");
    const auto* message = "maximum recursion depth exceeded: too many groups inside one another";
    CHECK(error_of(repeated("(", 600) + "a" + repeated(")", 600)).message == message);
    CHECK(error_of(repeated("(?:", 600) + "a" + repeated(")", 600)).message == message);
    CHECK(error_of(repeated("(?=", 600) + "a" + repeated(")", 600)).message == message);
    CHECK(error_of("()" + repeated("(?(1)", 600) + "a" + repeated(")", 600)).message == message);
    CHECK(error_of(repeated("(", 8192)).message == message);
}

TEST_CASE("a pattern is too large from 8193 characters on, whatever it says") {
    CHECK(error_of(std::string(8192, 'a')).message == "no error");
    CHECK(error_of(repeated("é", 8192)).message == "no error");
    for (const auto& pattern : {std::string(8193, 'a'), std::string(10'000, '('), repeated("é", 8193)}) {
        auto error = error_of(pattern);
        CHECK(error.kind == PatternError::Kind::too_large);
        CHECK_THAT(error.message, Catch::Contains("more than 8192 characters"));
    }
}
