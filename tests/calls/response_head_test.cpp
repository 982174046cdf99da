#include "calls/response_head.hpp"

#include <catch2/catch.hpp>

using namespace necsus;

TEST_CASE("a head ends behind its empty line, whatever ends its lines") {
    CHECK(response_head_end("HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody\n\n") == 25);
    CHECK(response_head_end("HTTP/1.1 200 OK\nA: b\n\nbody") == 22);
    CHECK(response_head_end("HTTP/1.1 200 OK\r\n\nbody") == 18);
    CHECK(response_head_end("HTTP/1.1 200 OK\n\r\nbody") == 18);
    CHECK_FALSE(response_head_end("HTTP/1.1 200 OK\r\nA: b\r\n\r"));
    CHECK_FALSE(response_head_end("HTTP/1.1 200 OK\r\nA: b\n"));
    CHECK(response_head_end("a\r\n\r\n", 1) == 5);
}

TEST_CASE("a head that comes in pieces is found from where the last piece began") {
    const std::string bytes = "HTTP/1.1 200 OK\r\nA: b\r\n\r\n";
    for (std::size_t seen = 0; seen < bytes.size(); ++seen) {
        CHECK_FALSE(response_head_end(std::string_view(bytes).substr(0, seen)));
        CHECK(response_head_end(bytes, seen - std::min<std::size_t>(seen, 3)) == bytes.size());
    }
}

TEST_CASE("a good head stays as it is") {
    const auto* head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX:  y \r\n\r\n";
    CHECK(mended_head(head) == head);
}

TEST_CASE("what real programs send is mended") {
    const auto [head, mended] = GENERATE(table<std::string, std::string>({
        {"HTTP/1.1 200\r\n\r\n", "HTTP/1.1 200 \r\n\r\n"},
        {"HTTP/1.0 404\n\n", "HTTP/1.0 404 \r\n\r\n"},
        {"HTTP/1.1 200 OK\nA: b\nC: d\r\n\n", "HTTP/1.1 200 OK\r\nA: b\r\nC: d\r\n\r\n"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n",
         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"},
        {"HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\nCONTENT-LENGTH: 9\r\n\r\n",
         "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-length: 9\r\n\r\n",
         "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"},
    }));
    CHECK(mended_head(head) == mended);
}

TEST_CASE("lengths that differ stay, for the parser to refuse") {
    const auto* head = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Length: 8\r\n\r\n";
    CHECK(mended_head(head) == head);
}
