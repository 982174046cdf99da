// Answers that are no answers: too large, cut off, not HTTP, badly packed (protocol, section 6).
#include <zlib.h>

#include <catch2/catch.hpp>

#include "support/process/complaint.hpp"

using namespace necsus::test;
using Catch::Contains;

namespace {

constexpr auto limit = "20000";  // bytes of an answer, in these tests

/// A bot's time is short, too, so that an end that goes unnoticed is a failed test soon.
ServerOptions small_replies() {
    ServerOptions options;
    options.flags = {"--max-reply-bytes", limit, "--bot-timeout", "10"};
    return options;
}

/// Sends `head` and then `part` for ever.
FakeBot::Behaviour endless(const std::string& head, const std::string& part) {
    return [head, part](Socket& socket, const BotRequest&) {
        socket.send(head);
        while (socket.send(part)) {
        }
        return false;
    };
}

/// A text of JSON with this many bytes.
std::string json_of_size(std::size_t size) {
    const std::string begin = "{\"text\": \"";
    return begin + std::string(size - begin.size() - 2, 'x') + "\"}";
}

/// 200 MB of blanks in some 200 KB.
std::string gzip_bomb() {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string blanks(1'000'000, ' ');
    std::string out(1'000'000, '\0');
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    for (int i = 0; i < 200; ++i) {
        stream.next_in = reinterpret_cast<Bytef*>(blanks.data());
        stream.avail_in = static_cast<uInt>(blanks.size());
        REQUIRE(deflate(&stream, i < 199 ? Z_NO_FLUSH : Z_FINISH) == (i < 199 ? Z_OK : Z_STREAM_END));
    }
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

}  // namespace

TEST_CASE("an answer as long as allowed is taken, and one byte more is too large") {
    Complaints complaints(small_replies());
    CHECK(complaints.answer_of(sends(answer_text(json_of_size(20000))))["kind"] == "bot");
    CHECK_THAT(complaints.about(sends(answer_text(json_of_size(20001)))), Contains("TestBot") && Contains("too large"));
}

TEST_CASE("an answer that says it is too large is believed at once") {
    Complaints complaints(small_replies());
    auto text = complaints.about([](Socket& socket, const BotRequest&) {
        socket.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n{");
        socket.receive_all();  // until the server has had enough
        return false;
    });
    CHECK_THAT(text, Contains("too large"));
}

TEST_CASE("an answer without end is cut at the limit") {
    Complaints complaints(small_replies());
    const std::string part(4096, 'x');
    CHECK_THAT(complaints.about(endless("HTTP/1.1 200 OK\r\n\r\n", part)), Contains("too large"));
    CHECK_THAT(
        complaints.about(endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1000\r\n" + part + "\r\n")),
        Contains("too large"));
    CHECK_THAT(complaints.about(endless("HTTP/1.0 200 OK\r\n\r\n", part)), Contains("too large"));
}

TEST_CASE("a page of headers without end is given up") {
    Complaints complaints(small_replies());
    CHECK_THAT(complaints.about(endless("HTTP/1.1 200 OK\r\n", "X-Flood: " + std::string(1000, 'x') + "\r\n")),
               Contains("TestBot") && (Contains("too large") || Contains("not HTTP")));
    CHECK_THAT(complaints.about(endless("HTTP/1.1 200 OK\r\nX-Flood: ", std::string(1000, 'x'))),
               Contains("TestBot") && (Contains("too large") || Contains("not HTTP")));
}

TEST_CASE("answers of status 1xx without end are given up") {
    ServerOptions options;
    options.flags = {"--bot-timeout", "1"};
    Complaints complaints(options);
    CHECK_THAT(complaints.about(endless("", "HTTP/1.1 100 Continue\r\n\r\n")), Contains("TestBot"));
}

TEST_CASE("an answer that ends too early was cut off") {
    Complaints complaints(small_replies());
    auto bytes = GENERATE(as<std::string>{}, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"text\": \"there is mo",
                          "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n",
                          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"text\": ",
                          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nd\r\n{\"text\":\"hi\"}\r\n",
                          "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", "HTTP/1.1 20",
                          "HTTP/1.1 100 Continue\r\n\r\n");
    INFO(bytes);
    CHECK_THAT(complaints.about(sends(bytes)),
               Contains("TestBot") && (Contains("cut off") || Contains("closed the connection")));
}

TEST_CASE("a connection that is reset in the middle of an answer was cut off") {
    Complaints complaints(small_replies());
    auto text = complaints.about([](Socket& socket, const BotRequest&) {
        socket.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"text\": ");
        socket.reset();
        return false;
    });
    CHECK_THAT(text, Contains("TestBot") && Contains("cut off"));
}

TEST_CASE("a bot that hangs up without a word is told so") {
    Complaints complaints(small_replies());
    CHECK_THAT(complaints.about([](Socket&, const BotRequest&) { return false; }),
               Contains("TestBot") && Contains("closed the connection"));
    CHECK_THAT(complaints.about([](Socket& socket, const BotRequest&) {
        socket.reset();
        return false;
    }),
               Contains("TestBot") && Contains("closed the connection"));
}

TEST_CASE("what is not HTTP is told so, and not shown as if it were harmless") {
    Complaints complaints(small_replies());
    auto bytes = GENERATE(
        as<std::string>{}, "I only speak this language.\n", "Hi\n", "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
        "220 mail.example.org ESMTP <b>\r\n", "<!doctype html><h1>Hello</h1>\r\n\r\n", "{\"text\": \"no headers\"}",
        "ICY 200 OK\r\n\r\n", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 two hundred\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n{}", "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot hex\r\n{}\r\n");
    INFO(bytes);
    CHECK_THAT(complaints.about(sends(bytes)), Contains("TestBot") && Contains("not HTTP") && !Contains("<b>\r\n"));
}

TEST_CASE("a server of another protocol that speaks first is not HTTP") {
    Complaints complaints(small_replies());
    FakeBot ssh([](Socket&, const BotRequest&) { return false; }, "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
    CHECK_THAT(complaints.about(ssh.url()), Contains("TestBot") && Contains("not HTTP"));
}

TEST_CASE("an answer that is not packed as it says is told so") {
    Complaints complaints(small_replies());
    auto encoding = GENERATE(as<std::string>{}, "gzip", "deflate", "br", "br, <u>");
    auto text = complaints.about(
        sends(answer_text(R"({"text": "plain"})", "200 OK", "Content-Encoding: " + encoding + "\r\n")));
    CHECK_THAT(text, Contains("TestBot") && Contains("decompressed") && !Contains("<u>"));
}

TEST_CASE("an answer is too large if it is so once unpacked") {
    Complaints complaints(small_replies());
    auto bomb = gzip_bomb();
    CHECK(bomb.size() < 1'000'000);
    CHECK_THAT(complaints.about(sends(answer_text(bomb, "200 OK", "Content-Encoding: gzip\r\n"))),
               Contains("TestBot") && Contains("too large"));
}
