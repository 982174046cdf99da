#include "necsus/http/response.hpp"

#include <catch2/catch.hpp>

using namespace necsus;

TEST_CASE("an answer is JSON with status 200 that nobody may keep") {
    auto response = ok("[1]");
    CHECK(response.status == 200);
    CHECK(response.content_type == "application/json");
    CHECK(response.cache_control == "no-cache");
    CHECK(response.body == "[1]");
}

TEST_CASE("a refusal is JSON with a sentence, whatever bytes were in it") {
    auto response = refusal(404, "no \"x\"\n\xff");
    CHECK(response.status == 404);
    CHECK(response.content_type == "application/json");
    CHECK(response.body == "{\"message\":\"no \\\"x\\\"\\n\uFFFD\"}");
}

TEST_CASE("the statuses that are answered have reason phrases") {
    const auto [status, phrase] = GENERATE(table<int, std::string>({
        {200, "OK"},
        {202, "Accepted"},
        {301, "Moved Permanently"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {426, "Upgrade Required"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
        {299, ""},
    }));
    CHECK(reason_phrase(status) == phrase);
}
