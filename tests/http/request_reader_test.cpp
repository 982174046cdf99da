#include "http/request_reader.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <optional>

using namespace necsus;
using namespace std::string_literals;
using Catch::Matchers::Contains;

namespace {

HttpLimits limits() {
    HttpLimits bounds{};
    bounds.max_body_bytes = 1000;
    bounds.max_header_bytes = 500;
    bounds.max_target_bytes = 100;
    return bounds;
}

/// Feeds `bytes` in pieces of `size`, and gathers what comes of them: requests, a refusal, and calls for more.
struct Reading {
    explicit Reading(std::string_view bytes, std::size_t size = std::string_view::npos, HttpLimits limits_in = limits())
        : bounds(limits_in), reader(bounds) {
        while (!refused) {
            auto step = reader.next();
            if (auto* incoming = std::get_if<IncomingRequest>(&step)) {
                requests.push_back(std::move(*incoming));
            } else if (auto* no = std::get_if<RefusedRequest>(&step)) {
                refused = std::move(*no);
            } else {
                auto more = std::get<MoreBytes>(step);
                continues += more.send_continue ? 1 : 0;
                in_body = more.in_body;
                body_bytes = more.body_bytes;
                if (bytes.empty()) return;
                auto room = reader.prepare();
                auto piece = bytes.substr(0, std::min(size, room.size()));
                std::memcpy(room.data(), piece.data(), piece.size());
                reader.commit(piece.size());
                bytes.remove_prefix(piece.size());
            }
        }
    }

    HttpLimits bounds;
    RequestReader reader;
    std::vector<IncomingRequest> requests;
    std::optional<RefusedRequest> refused;
    int continues = 0;
    bool in_body = false;
    std::size_t body_bytes = 0;
};

/// One whole request, whatever the pieces are in which it comes.
IncomingRequest read(std::string_view bytes) {
    CAPTURE(bytes);
    for (std::size_t size : {1U, 2U, 7U, 64U}) {
        Reading pieces(bytes, size);
        if (pieces.refused) FAIL(pieces.refused->response.body);
        REQUIRE(pieces.requests.size() == 1);
    }
    Reading whole(bytes);
    REQUIRE(whole.requests.size() == 1);
    CHECK(whole.reader.unread_bytes() == 0);
    return std::move(whole.requests.front());
}

/// The status with which it is refused, the same for every way of cutting it; 0 if it is not.
int refusal_of(std::string_view bytes) {
    CAPTURE(bytes);
    Reading whole(bytes);
    int status = whole.refused ? whole.refused->response.status : 0;
    for (std::size_t size : {1U, 3U, 50U}) {
        Reading pieces(bytes, size);
        CHECK((pieces.refused ? pieces.refused->response.status : 0) == status);
    }
    if (whole.refused) {
        CHECK_THAT(whole.refused->response.body, Contains("\"message\":\""));
        CHECK(whole.refused->response.close);
    }
    return status;
}

std::string get(const std::string& lines, const std::string& first = "GET / HTTP/1.1") {
    return first + "\r\nHost: h\r\n" + lines + "\r\n";
}

std::string post(const std::string& lines, const std::string& body) {
    return get(lines, "POST /x HTTP/1.1") + body;
}

}  // namespace

TEST_CASE("a request is its method, target, path, query, headers and body") {
    const auto incoming = read(post("Content-Length: 5\r\nX-A: 1\r\nx-a: 2\r\n", "hello"));
    CHECK(incoming.request.method == "POST");
    CHECK(incoming.request.target == "/x");
    CHECK(incoming.request.path == "/x");
    CHECK(incoming.request.body == "hello");
    CHECK(incoming.request.header("x-a") == "1, 2");
    CHECK(incoming.keep_alive);
    CHECK_FALSE(incoming.http_1_0);
    CHECK_FALSE(incoming.wants_websocket);
    CHECK(read(get("", "GET /a%20b?q=1+2 HTTP/1.1")).request.query.text("q") == "1 2");
}

TEST_CASE("a body may come in chunks, with extensions and a trailer") {
    CHECK(read(post("Transfer-Encoding: chunked\r\n", "3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nX-T: 1\r\n\r\n")).request.body ==
          "hello");
    CHECK(read(post("Transfer-Encoding: Chunked\r\n", "0\r\n\r\n")).request.body.empty());
}

TEST_CASE("requests in one row are read one after the other") {
    const auto bytes = get("") + post("Content-Length: 2\r\n", "hi") + get("", "GET /last HTTP/1.1");
    for (std::size_t size : {1U, 5U, 1000U}) {
        Reading reading(bytes, size);
        REQUIRE(reading.requests.size() == 3);
        CHECK(reading.requests[1].request.body == "hi");
        CHECK(reading.requests[2].request.path == "/last");
    }
}

TEST_CASE("empty lines in front are skipped, and nothing at all is no request") {
    CHECK(read("\r\n\r\n" + get("")).request.path == "/");
    CHECK(Reading("").requests.empty());
    CHECK(Reading("\r\n\r\n").requests.empty());
}

TEST_CASE("what is missing is asked for, and told whether it is of the body") {
    CHECK_FALSE(Reading("GET / HT").in_body);
    CHECK(Reading(post("Content-Length: 5\r\n", "hel")).in_body);
}

TEST_CASE("a client that waits for a go-ahead gets it once, and not if its body is there already") {
    const auto head = post("Expect: 100-Continue\r\nContent-Length: 5\r\n", "");
    CHECK(Reading(head, 1).continues == 1);
    CHECK(Reading(head + "hello").continues == 0);
    CHECK(Reading("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n").continues == 0);
    CHECK(Reading(get("Expect: 100-continue\r\n")).continues == 0);
}

TEST_CASE("whether the connection stays is what all Connection lines say together") {
    const auto [bytes, stays] = GENERATE(table<std::string, bool>({
        {get(""), true},
        {get("Connection: close\r\n"), false},
        {get("Connection: keep-alive, CLOSE\r\n"), false},
        {get("Connection: keep-alive\r\nConnection: close\r\n"), false},
        {get("Connection: close\r\nX: y\r\nConnection: keep-alive\r\n"), false},
        {get("Connection: closed\r\n"), true},
        {"GET / HTTP/1.0\r\n\r\n", false},
        {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true},
        {"GET / HTTP/1.0\r\nConnection: x\r\nConnection: keep-alive\r\n\r\n", true},
    }));
    CAPTURE(bytes);
    CHECK(read(bytes).keep_alive == stays);
}

TEST_CASE("a request for a websocket is one by its header fields, in any number of lines and any case") {
    CHECK(read(get("Connection: Upgrade\r\nUpgrade: WebSocket\r\n")).wants_websocket);
    CHECK(read(get("Connection: keep-alive\r\nX: y\r\nConnection: foo, upgrade\r\nUpgrade: websocket\r\n"))
              .wants_websocket);
    CHECK_FALSE(read(get("Connection: Upgrade\r\nUpgrade: h2c\r\n")).wants_websocket);
    CHECK_FALSE(read(get("Upgrade: websocket\r\n")).wants_websocket);
    CHECK_FALSE(read(get("Connection: Upgrade\r\nUpgrade: websocket\r\n", "POST / HTTP/1.1")).wants_websocket);
    CHECK_FALSE(read("GET / HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n").wants_websocket);
}

TEST_CASE("HTTP/1.0 needs no Host, and chunks in it end the connection") {
    const auto plain = read("GET / HTTP/1.0\r\n\r\n");
    CHECK(plain.http_1_0);
    const auto chunked =
        read("POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
    CHECK(chunked.request.body == "hi");
    CHECK_FALSE(chunked.keep_alive);
}

TEST_CASE("a target is a path or a whole URL, and with OPTIONS an asterisk") {
    CHECK(read(get("", "GET http://h/a?b=1 HTTP/1.1")).request.path == "/a");
    CHECK(read(get("", "GET HTTPS://h HTTP/1.1")).request.path == "/");
    CHECK(read(get("", "OPTIONS * HTTP/1.1")).request.path == "*");
    const auto first =
        GENERATE(as<std::string>(), "GET ?x HTTP/1.1", "GET * HTTP/1.1", "GET a/b HTTP/1.1", "GET ftp://h/ HTTP/1.1",
                 "CONNECT h:443 HTTP/1.1", "GET h:80 HTTP/1.1", "OPTIONS ** HTTP/1.1", "GET //h HTTP/1.0x");
    CHECK(refusal_of(get("", first)) == 400);
}

TEST_CASE("a Host that is none, or is there twice, is refused") {
    const auto hosts = GENERATE(as<std::string>(), "Host: a b\r\n", "Host: u@a\r\n", "Host: [::1\r\n", "Host: a:b\r\n",
                                "Host: a\r\nHost: a\r\n", "Host: a\r\nX: y\r\nhost: b\r\n", "");
    CHECK(refusal_of("GET / HTTP/1.1\r\n" + hosts + "\r\n") == 400);
    CHECK(refusal_of("GET / HTTP/1.0\r\n" + hosts + "\r\n") == (hosts.empty() ? 0 : 400));
}

TEST_CASE("framing that can be read in two ways is refused") {
    const auto lines = GENERATE(
        as<std::string>(), "Transfer-Encoding:\r\n", "Transfer-Encoding: gzip\r\n", "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: chunked, chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked;q=1\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5, 6\r\n", "Content-Length: +5\r\n",
        "Content-Length: -5\r\n", "Content-Length: 0x5\r\n", "Content-Length: 5 5\r\n", "Content-Length:\r\n",
        "Content-Length: 99999999999999999999999\r\n");
    CHECK(refusal_of(post(lines, "5\r\nhello\r\n0\r\n\r\n")) == 400);
}

TEST_CASE("chunks that are none are refused") {
    const auto body = GENERATE(as<std::string>(), "0x5\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n", "\r\nhello\r\n",
                               "5\r\nhelloX\r\n0\r\n\r\n", "fffffffffffffffff\r\nhello", "g\r\nhello\r\n");
    CHECK(refusal_of(post("Transfer-Encoding: chunked\r\n", body)) == 400);
}

TEST_CASE("bytes that are not HTTP/1 are refused") {
    const auto bytes =
        GENERATE(as<std::string>(), "hello\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/1.1 \r\nHost: h\r\n\r\n",
                 "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                 "GET / HTTP/2.0\r\nHost: h\r\n\r\n", "GET / http/1.1\r\nHost: h\r\n\r\n",
                 "G@T\x01 / HTTP/1.1\r\nHost: h\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03");
    CHECK(refusal_of(bytes) == 400);
}

TEST_CASE("header lines that are none are refused") {
    const auto line = GENERATE(as<std::string>(), "X : 1\r\n", "X\r\n", ": 1\r\n", "X\x01: 1\r\n", "X: a\rb\r\n");
    CHECK(refusal_of(get(line)) == 400);
    CHECK(refusal_of(get("X: a\0b\r\n"s)) == 400);
}

TEST_CASE("lines that end in LF alone are refused, however they come") {
    const auto bytes =
        GENERATE(as<std::string>(), "GET /api/messages?room=r HTTP/1.1\nHost: h\n\n", "GET / HTTP/1.1\r\nHost: h\n\n",
                 "GET / HTTP/1.1\r\nHost: h\nX: a\r\n\r\n", "GET / HTTP/1.1\nHost: h\r\n\r\n");
    CHECK(refusal_of(bytes) == 400);
}

TEST_CASE("what is too large is refused with its own status") {
    CHECK(refusal_of(post("Content-Length: 1001\r\n", "")) == 413);
    CHECK(refusal_of(post("Transfer-Encoding: chunked\r\n", "3e9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n")) ==
          413);
    CHECK(refusal_of(get("", "GET /" + std::string(100, 'x') + " HTTP/1.1")) == 414);
    CHECK(refusal_of("GET /" + std::string(2000, 'x')) == 414);
    CHECK(refusal_of(get("X: " + std::string(500, 'x') + "\r\n")) == 431);
    CHECK(refusal_of(get("X: " + std::string(2000, 'x'))) == 431);
    CHECK(refusal_of(post("Transfer-Encoding: chunked\r\n", "1;" + std::string(2000, 'x'))) == 400);
    CHECK(refusal_of(get("", "GET /" + std::string(99, 'x') + " HTTP/1.1")) == 0);
    CHECK(read(post("Content-Length: 1000\r\n", std::string(1000, 'x'))).request.body.size() == 1000);
}

TEST_CASE("a refused request is known by what was read of it") {
    const auto bytes = get("X-Forwarded-For: 1.2.3.4\r\nTransfer-Encoding:\r\n", "POST /y HTTP/1.1");
    Reading reading(bytes);
    REQUIRE(reading.refused);
    CHECK(reading.refused->method == "POST");
    CHECK(reading.refused->target == "/y");
    CHECK(reading.refused->forwarded_for == "1.2.3.4");
    CHECK(Reading("nonsense\r\n\r\n").refused->method == "-");
}

TEST_CASE("what is dropped is not read") {
    Reading reading("GET / HT");
    reading.reader.drop();
    CHECK(reading.reader.unread_bytes() == 0);
    CHECK(std::holds_alternative<MoreBytes>(reading.reader.next()));
}

TEST_CASE("empty lines are no beginning of a request") {
    auto [bytes, begun] = GENERATE(table<std::string, bool>({
        {"", false},
        {"\r", false},
        {"\r\n", false},
        {"\r\n\r\n\r", false},
        {"\n", true},
        {"\r\nG", true},
        {"\rG", true},
        {"GET", true},
    }));
    CAPTURE(bytes);
    auto bounds = limits();
    RequestReader reader(bounds);
    auto room = reader.prepare();
    std::memcpy(room.data(), bytes.data(), bytes.size());
    reader.commit(bytes.size());
    CHECK(reader.has_begun() == begun);
}

TEST_CASE("of a body that has not come whole it is known how much has") {
    CHECK(Reading(post("Content-Length: 10\r\n", "12345")).body_bytes == 5);
    CHECK(Reading(post("Transfer-Encoding: chunked\r\n", "5\r\n12345\r\n10\r\n123456789")).body_bytes == 14);
}

TEST_CASE("a request of which not all has come can be refused, as what it is") {
    Reading reading(post("X-Forwarded-For: 1.2.3.4\r\nContent-Length: 10\r\n", "12345"));
    const auto refused = reading.reader.refuse(refusal(408, "Too slow."));
    CHECK(refused.response.status == 408);
    CHECK(refused.method == "POST");
    CHECK(refused.forwarded_for == "1.2.3.4");
    CHECK(reading.reader.unread_bytes() == 0);
}
