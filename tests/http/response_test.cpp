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

TEST_CASE("dates are written as HTTP wants them") {
    CHECK(http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
    CHECK(http_date(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(http_date(1709164800) == "Thu, 29 Feb 2024 00:00:00 GMT");
}

namespace {

std::string head_of(const Response& response, bool keep_alive, bool chunked, std::int64_t length, bool cross_origin) {
    auto head = response_head(response, "DATE", keep_alive, chunked, length, cross_origin);
    auto server = head.find("Server: NeCSuS/");
    REQUIRE(server != std::string::npos);
    head.erase(server, head.find("\r\n", server) + 2 - server);  // its version changes
    return head;
}

}  // namespace

TEST_CASE("a head has its status line, its headers, and an empty line") {
    auto response = ok("{}");
    response.with("X-One", "1").with("X-Two", "2");
    CHECK(head_of(response, true, false, 2, true) ==
          "HTTP/1.1 200 OK\r\nDate: DATE\r\nCache-Control: no-cache\r\nAccess-Control-Allow-Origin: *\r\n"
          "Content-Type: application/json\r\nX-One: 1\r\nX-Two: 2\r\nContent-Length: 2\r\nConnection: keep-alive\r\n"
          "\r\n");
}

TEST_CASE("a head leaves out what does not apply") {
    Response response;
    response.status = 304;
    response.content_type.clear();
    response.cache_control = "public";
    CHECK(head_of(response, false, false, -1, false) ==
          "HTTP/1.1 304 Not Modified\r\nDate: DATE\r\nCache-Control: public\r\nConnection: close\r\n\r\n");
    CHECK(head_of(response, false, true, -1, false) ==
          "HTTP/1.1 304 Not Modified\r\nDate: DATE\r\nCache-Control: public\r\nTransfer-Encoding: chunked\r\n"
          "Connection: close\r\n\r\n");
}
