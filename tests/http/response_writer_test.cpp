#include "http/response_writer.hpp"

#include <catch2/catch.hpp>

using namespace necsus;

namespace {

class Nothing final : public BodyStream {
  public:
    awaitable<std::string> next() override { co_return std::string(); }
};

std::string head_of(const Response& response, const Framing& framing) {
    auto head = response_head(response, framing, "DATE");
    auto server = head.find("Server: NeCSuS/");
    REQUIRE(server != std::string::npos);
    head.erase(server, head.find("\r\n", server) + 2 - server);  // its version changes
    return head;
}

const std::string security = "X-Content-Type-Options: nosniff\r\nReferrer-Policy: strict-origin-when-cross-origin\r\n";

Framing kept() {
    Framing framing;
    framing.keep_alive = true;
    framing.cross_origin = false;
    return framing;
}

Response streamed() {
    Response response;
    response.stream = std::make_unique<Nothing>();
    return response;
}

}  // namespace

TEST_CASE("a head has its status line, its headers, and an empty line") {
    auto response = ok("{}");
    response.with("X-One", "1").with("X-Two", "2");
    auto framing = kept();
    framing.cross_origin = true;
    CHECK(
        head_of(response, framing) ==
        "HTTP/1.1 200 OK\r\nDate: DATE\r\nCache-Control: no-cache\r\n" + security +
            "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\nAccess-Control-Allow-Origin: *\r\n"
            "Content-Type: application/json\r\nX-One: 1\r\nX-Two: 2\r\nContent-Length: 2\r\nConnection: keep-alive\r\n"
            "\r\n");
}

TEST_CASE("a head leaves out what does not apply") {
    Response response;
    response.status = 304;
    response.content_type.clear();
    response.cache_control = "public";
    response.content_policy = "";
    Framing framing;
    framing.cross_origin = false;
    CHECK(head_of(response, framing) == "HTTP/1.1 304 Not Modified\r\nDate: DATE\r\nCache-Control: public\r\n" +
                                            security + "Connection: close\r\n\r\n");
}

TEST_CASE("what asks for an upgrade says so of the connection") {
    auto response = refusal(426, "Use a websocket.");
    response.with("Upgrade", "websocket");
    CHECK_THAT(head_of(response, kept()),
               Catch::Contains("Upgrade: websocket\r\n") && Catch::Contains("Connection: upgrade, keep-alive\r\n"));
}

TEST_CASE("a stream goes in chunks, or in HTTP/1.0 up to the end of the connection") {
    auto response = streamed();
    auto framing = kept();
    CHECK(is_chunked(response, framing));
    CHECK(keeps_connection(response, framing));
    CHECK(head_of(response, framing).find("Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n") !=
          std::string::npos);
    framing.http_1_0 = true;
    CHECK_FALSE(is_chunked(response, framing));
    CHECK_FALSE(keeps_connection(response, framing));
    CHECK(head_of(response, framing).ends_with("Content-Type: application/json\r\nConnection: close\r\n\r\n"));
}

TEST_CASE("an answer that wants the connection closed gets it closed") {
    auto response = ok("{}");
    CHECK(keeps_connection(response, kept()));
    CHECK_FALSE(keeps_connection(response, Framing()));
    response.close = true;
    CHECK_FALSE(keeps_connection(response, kept()));
}

TEST_CASE("no body follows a head that was asked for alone, nor a status that has none") {
    auto response = ok("{}");
    CHECK(has_body(response, kept()));
    auto framing = kept();
    framing.head_only = true;
    CHECK_FALSE(has_body(response, framing));
    CHECK(head_of(response, framing).find("Content-Length: 2\r\n") != std::string::npos);
    response.status = GENERATE(204, 304);
    CHECK_FALSE(has_body(response, kept()));
    CHECK(head_of(response, kept()).find("Content-Length") == std::string::npos);
}

TEST_CASE("a chunk has its length before it, and the last one is empty") {
    CHECK(chunk_head(5) == "5\r\n");
    CHECK(chunk_head(31) == "1f\r\n");
    CHECK(chunk_head(0) == "0\r\n");
}
