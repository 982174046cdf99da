#include "necsus/http/request.hpp"

#include <catch2/catch.hpp>

using namespace necsus;

TEST_CASE("a header is found by its name, and an absent one is empty") {
    Request request;
    request.headers = {{"origin", "http://h"}, {"x-empty", ""}};
    CHECK(request.header("origin") == "http://h");
    CHECK(request.header("x-empty").empty());
    CHECK(request.has_header("x-empty"));
    CHECK(request.header("host").empty());
    CHECK_FALSE(request.has_header("host"));
}

TEST_CASE("a token is found in a comma-separated list, in any case, with or without parameters") {
    const auto [header, yes] = GENERATE(table<std::string, bool>({
        {"respond-async", true},
        {"Respond-Async", true},
        {"wait=10, respond-async", true},
        {"respond-async; foo=bar", true},
        {"respond-async=1", true},
        {" \trespond-async\t ,x", true},
        {"", false},
        {"x-respond-async", false},
        {"respond-asynch", false},
        {"foo=respond-async", false},
        {"foo; respond-async", false},
        {",,", false},
    }));
    CAPTURE(header);
    CHECK(list_holds(header, "respond-async") == yes);
}
