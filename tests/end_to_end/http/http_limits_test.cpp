// What a request may be at most, what is no HTTP at all, and clients that take their time (protocol, section 1).
#include <poll.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"

using namespace necsus::test;

namespace {

/// A message whose JSON is this long.
std::string message_of(std::size_t bytes) {
    std::string begin = R"({"room":"r","author":"a","text":")";
    return begin + std::string(bytes - begin.size() - 2, 'x') + "\"}";
}

std::string head_of(const std::string& framing) {
    return "POST " + message_action + " HTTP/1.1\r\nHost: localhost\r\n" + framing + "\r\n\r\n";
}

std::string chunk(std::size_t bytes) {
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", bytes);
    return size + std::string(bytes, ' ') + "\r\n";
}

}  // namespace

TEST_CASE("a body may be as long as the limit and not a byte longer") {
    ServerProcess server({.flags = {"--max-body-bytes", "2000"}});
    HttpClient client(server.port());
    CHECK(client.request("POST", message_action, message_of(2000)).status == 200);
    auto reply = client.request("POST", message_action, message_of(2001));
    CHECK(reply.status == 413);
    CHECK(holds(reply.message(), "2000"));

    auto chunked = [&](std::size_t bytes) {
        auto body = message_of(bytes);
        return exchange(server.port(), head_of("Transfer-Encoding: chunked") + "3e8\r\n" + body.substr(0, 1000) +
                                           "\r\n" + (bytes == 2000 ? "3e8\r\n" : "3e9\r\n") + body.substr(1000) +
                                           "\r\n0\r\n\r\n");
    };
    CHECK(chunked(2000).status == 200);
    CHECK(chunked(2001).status == 413);
}

TEST_CASE("8 MiB is the limit by default") {
    ServerProcess server({.flags = {"--max-text-bytes", "1000000000"}});
    HttpClient client(server.port());
    CHECK(client.request("POST", message_action, message_of(8U << 20U)).status == 200);
    CHECK(client.request("POST", message_action, message_of((8U << 20U) + 1)).status == 413);
}

TEST_CASE("a client that goes on sending a body that is too large gets to see why it is refused") {
    ServerProcess server;
    auto socket = Socket::connect(server.port());
    auto framing = GENERATE(as<std::string>(), "Content-Length: 20000000", "Transfer-Encoding: chunked");
    CAPTURE(framing);
    REQUIRE(socket.send(head_of(framing)));
    for (int i = 0; i < 200; ++i) {
        REQUIRE(socket.send(framing.starts_with("C") ? std::string(100'000, ' ') : chunk(100'000)));
    }
    std::string received;
    CHECK(read_reply(socket, received).status == 413);
    CHECK(socket.receive_all().empty());
}

TEST_CASE("a body that is announced too large is refused before it comes") {
    ServerProcess server;
    auto reply = exchange(server.port(), head_of("Content-Length: 99999999"));
    CHECK(reply.status == 413);
    CHECK(reply.header("connection") == "close");
}

TEST_CASE("a target may have 8 KiB, and is refused with 414 over it") {
    ServerProcess server;
    auto [length, status] =
        GENERATE(table<std::size_t, int>({{8192, 200}, {8193, 414}, {20'000, 414}, {200'000, 414}}));
    CAPTURE(length);
    auto reply = exchange(server.port(), request_text("GET", "/" + std::string(length - 1, 'a')));
    REQUIRE(reply.status == status);
    if (status == 414) CHECK_FALSE(reply.message().empty());
}

TEST_CASE("headers may have 16 KiB, and are refused with 431 over it") {
    ServerProcess server;
    auto [length, status] =
        GENERATE(table<std::size_t, int>({{16'000, 200}, {16'500, 431}, {20'000, 431}, {30'000, 431}, {300'000, 431}}));
    CAPTURE(length);
    Headers headers{{"X-Long", std::string(length, 'a')}};
    bool in_many_lines = GENERATE(false, true);
    if (in_many_lines) headers = Headers(length / 25, {"X-Many", "123456789012345"});
    auto reply = exchange(server.port(), request_text("GET", "/", {}, headers));
    REQUIRE(reply.status == status);
    if (status == 431) CHECK_FALSE(reply.message().empty());
}

TEST_CASE("what is no HTTP is refused with 400, and the connection ends") {
    ServerProcess server;
    const std::string host = "Host: localhost\r\n";
    auto bytes = GENERATE_COPY(
        as<std::string>(), "this is not HTTP\r\n\r\n", "GET\r\n\r\n", "GET / \r\n" + host + "\r\n",
        "GET / HTTP/1.x\r\n" + host + "\r\n", "GET  / HTTP/1.1\r\n" + host + "\r\n",
        "GET /a b HTTP/1.1\r\n" + host + "\r\n", "GET /\x01 HTTP/1.1\r\n" + host + "\r\n", "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\n" + host + host + "\r\n", "GET / HTTP/1.1\r\n" + host + "no colon\r\n\r\n",
        "GET / HTTP/1.1\r\n" + host + "Name : blank before the colon\r\n\r\n",
        "GET / HTTP/1.1\r\n" + host + "Name: control \x01 character\r\n\r\n",
        head_of("Content-Length: 5\r\nTransfer-Encoding: chunked") + "0\r\n\r\n",
        head_of("Transfer-Encoding: chunked\r\nContent-Length: 5") + "0\r\n\r\n",
        head_of("Content-Length: five") + "12345", head_of("Content-Length: -5") + "12345",
        head_of("Content-Length: 5\r\nContent-Length: 6") + "123456",
        head_of("Content-Length: 99999999999999999999999999") + "12345",
        head_of("Transfer-Encoding: gzip") + "0\r\n\r\n", head_of("Transfer-Encoding: gzip, chunked") + "0\r\n\r\n",
        head_of("Transfer-Encoding: chunked") + "zz\r\n{}\r\n0\r\n\r\n",
        head_of("Transfer-Encoding: chunked") + "-2\r\n{}\r\n0\r\n\r\n",
        head_of("Transfer-Encoding: chunked") + "2\r\n{}no line end\r\n0\r\n\r\n",
        head_of("Transfer-Encoding: chunked") + "\r\n{}\r\n0\r\n\r\n",
        head_of("Transfer-Encoding: chunked") + "FFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n");
    CAPTURE(bytes);
    auto socket = Socket::connect(server.port());
    REQUIRE(socket.send(bytes + request_text("POST", message_action, message_of(100))));
    std::string received;
    auto reply = read_reply(socket, received);
    CHECK(reply.status == 400);
    CHECK_FALSE(reply.message().empty());
    CHECK(reply.header("connection") == "close");
    CHECK((received + socket.receive_all()).empty());
    CHECK(Room(server.port(), "r").messages().empty());  // what came behind it was not taken for a request
}

TEST_CASE("a connection without a request is ended after the idle time") {
    ServerProcess server({.flags = {"--idle-timeout", "0.1", "--read-timeout", "0.1"}});
    auto socket = Socket::connect(server.port());
    bool used = GENERATE(false, true);
    std::string received;
    if (used) {
        REQUIRE(socket.send(request_text("GET", "/api/bots")));
        CHECK(read_reply(socket, received).status == 200);
    }
    CHECK((received + socket.receive_all()).empty());
}

TEST_CASE("a client that trickles its headers is told so, however busy it looks") {
    ServerProcess server({.flags = {"--read-timeout", "0.3"}});
    auto socket = Socket::connect(server.port());
    REQUIRE(socket.send("GET / HTTP/1.1\r\nHost: localhost\r\n"));
    auto deadline = std::chrono::steady_clock::now() + patience;
    pollfd answered{socket.descriptor(), POLLIN, 0};
    while (::poll(&answered, 1, 20) == 0) {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
        if (!socket.send("X: y\r\n")) break;
    }
    std::string received;
    auto answer = read_reply(socket, received);
    CHECK(answer.status == 408);
    CHECK_FALSE(answer.message().empty());
    CHECK((received + socket.receive_all()).empty());
}

TEST_CASE("a client whose body stops coming is told so") {
    ServerProcess server({.flags = {"--read-timeout", "0.2"}});
    auto framing = GENERATE(as<std::string>(), "Content-Length: 50", "Transfer-Encoding: chunked");
    auto socket = Socket::connect(server.port());
    REQUIRE(socket.send(head_of(framing) + (framing.starts_with("C") ? "{" : "5\r\n{")));
    std::string received;
    auto answer = read_reply(socket, received);
    CHECK(answer.status == 408);
    CHECK_FALSE(answer.message().empty());
    CHECK((received + socket.receive_all()).empty());
    CHECK(HttpClient(server.port()).get("/api/bots").status == 200);
}

TEST_CASE("a client that does not read its answer is ended") {
    ServerProcess server({.flags = {"--idle-timeout", "0.2", "--max-text-bytes", "1000000000"}});
    for (int i = 0; i < 5; ++i) {
        REQUIRE(HttpClient(server.port()).request("POST", message_action, message_of(7'000'000)).status == 200);
    }
    auto socket = Socket::connect(server.port());
    REQUIRE(socket.send(request_text("GET", "/api/messages?room=r&lazy")));
    server.wait_for_log("room=r&lazy");  // the line is written when the answer is done with
    auto answer = socket.receive_all();
    CHECK(answer.starts_with("HTTP/1.1 200 "));
    CHECK(answer.size() < 35'000'000);
}
