#include "calls/answer_reader.hpp"

#include <boost/asio/error.hpp>
#include <boost/beast/core/error.hpp>
#include <catch2/catch.hpp>

using namespace necsus;
using Catch::Contains;
using Kind = CallOutcome::Kind;
using Body = AnswerReader::Body;

namespace {

constexpr std::size_t limit = 20'000;

/// What comes of `bytes`, in pieces of this size, and then of the end of the connection.
CallOutcome outcome_of(std::string_view bytes, std::size_t piece = 100'000,
                       boost::system::error_code end = asio::error::eof) {
    AnswerReader reader(limit);
    bool finished = false;
    while (!finished && !bytes.empty()) {
        auto part = bytes.substr(0, piece);
        bytes.remove_prefix(part.size());
        finished = reader.put(part);
    }
    if (!finished) reader.end(end);
    return reader.take_outcome();
}

std::string repeated(const std::string& text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

}  // namespace

TEST_CASE("an answer is read whatever delimits it, in pieces of any size") {
    const auto* const bytes = GENERATE(
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: gzip\r\n\r\nhello",
        "HTTP/1.1 200\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        "HTTP/1.1 200\nContent-Encoding: gzip\nTransfer-Encoding: chunked\n\n2\nhe\n3\nllo\n0\n\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\nhello");
    for (std::size_t piece : {1U, 7U, 1000U}) {
        const auto outcome = outcome_of(bytes, piece);
        CHECK(outcome.kind == Kind::answered);
        CHECK(outcome.status == 200);
        CHECK(outcome.reason == "OK");
        CHECK(outcome.encoding == "gzip");
        CHECK(outcome.body == "hello");
    }
}

TEST_CASE("a connection is kept if the answer says so, and nothing lies behind it") {
    const auto [bytes, kept] = GENERATE(table<std::string, bool>({
        {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", true},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", true},
        {"HTTP/1.1 204 No Content\r\n\r\n", true},
        {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}x", false},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nx", false},
        {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}", false},
        {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", false},
    }));
    CAPTURE(bytes);
    AnswerReader reader(limit);
    CHECK(reader.put(bytes));
    CHECK(reader.keeps_connection() == kept);
}

TEST_CASE("an answer without a body ends with its head, whatever that says") {
    AnswerReader reader(0, Body::none);
    CHECK(reader.put("HTTP/1.1 200 Connection established\r\nContent-Length: 5\r\n\r\n"));
    CHECK(reader.nothing_behind());
    CHECK(reader.take_outcome().status == 200);
    AnswerReader wordy(0, Body::none);
    CHECK(wordy.put("HTTP/1.1 200 Connection established\r\nTransfer-Encoding: chunked\r\n\r\nx"));
    CHECK_FALSE(wordy.nothing_behind());
}

TEST_CASE("what is too much is refused as soon as it is, and says what") {
    const auto [bytes, why] = GENERATE(table<std::string, std::string>({
        {"HTTP/1.1 200 OK\r\nContent-Length: 20001\r\n\r\n", "more than 20000 bytes"},
        {"HTTP/1.1 200 OK\r\n\r\n" + std::string(limit + 1, 'x'), "more than 20000 bytes"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4e21\r\n", "more than 20000 bytes"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + repeated("X: y\r\n", 200'000), "small pieces"},
        {"HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x'), "head has more than 65536 bytes"},
        {"HTTP/1.1 200 OK\r\n" + repeated("a:\r\n", 10'000) + "\r\n", "head has more than 256 lines"},
        {repeated("HTTP/1.1 100 Continue\r\n\r\n", 10'000), "head has more than 65536 bytes"},
        {repeated("HTTP/1.1 103 Hints\r\n" + repeated("a:\r\n", 200) + "\r\n", 100), "head has more than 65536 bytes"},
    }));
    for (std::size_t piece : {997U, 4096U, 65'536U, 2'000'000U}) {
        const auto outcome = outcome_of(bytes, piece, asio::error::timed_out);
        CHECK(outcome.kind == Kind::too_large);
        CHECK_THAT(outcome.detail, Contains(why));
    }
}

TEST_CASE("what is no HTTP is told by its first bytes") {
    const auto* const bytes =
        GENERATE("Hi\n", "SSH-2.0-x\r\n", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 two\r\n\r\n",
                 "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "HTTP/1.1 100 Continue\r\n\r\nHi\n");
    CAPTURE(bytes);
    CHECK(outcome_of(bytes, 1).kind == Kind::not_http);
}

TEST_CASE("an end is the answer's own, too early, or before any answer") {
    CHECK(outcome_of("HTTP/1.1 200 OK\r\n\r\n{}").body == "{}");
    const auto* const cut = GENERATE("HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
                                     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                                     "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    CHECK(outcome_of(cut).kind == Kind::cut_off);
    CHECK(outcome_of("HTTP/1.1 200 OK\r\n\r\n{}", 100, asio::error::connection_reset).kind == Kind::cut_off);
    CHECK(outcome_of("").kind == Kind::closed);
    CHECK(outcome_of("", 100, asio::error::connection_reset).kind == Kind::closed);
    CHECK(outcome_of("HTTP/1.1 100 Continue\r\n\r\n").kind == Kind::closed);
    CHECK(outcome_of(cut, 100, boost::beast::error::timeout).kind == Kind::timed_out);
}
