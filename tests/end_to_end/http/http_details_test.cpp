// HTTP in detail (RFC 9112): framing, hosts, targets, and the end of a connection.
#include <catch2/catch.hpp>

#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

TEST_CASE("framing, hosts and targets that are none are refused with a sentence") {
    ServerProcess server;
    auto bytes = GENERATE(
        as<std::string>(), "POST /api/actions/message HTTP/1.1\r\nHost: h\r\nTransfer-Encoding:\r\n\r\n",
        "POST /api/actions/message HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        "GET /api/bots HTTP/1.1\r\nHost: a b\r\n\r\n", "GET /api/bots HTTP/1.1\r\nHost: u@a\r\n\r\n",
        "GET /api/bots HTTP/1.1\r\nHost: [::1\r\n\r\n", "GET /api/bots HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET ?x HTTP/1.1\r\nHost: h\r\n\r\n", "GET * HTTP/1.1\r\nHost: h\r\n\r\n",
        "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n");
    CAPTURE(bytes);
    auto reply = exchange(server.port(), bytes);
    CHECK(reply.status == 400);
    CHECK(reply.header("connection") == "close");
    CHECK_FALSE(reply.message().empty());
}

TEST_CASE("the server as a whole says what it can do") {
    ServerProcess server;
    auto reply = exchange(server.port(), "OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    CHECK(reply.status == 204);
    CHECK(reply.header("allow") == "GET, HEAD, POST, DELETE, OPTIONS");
}

TEST_CASE("chunks in HTTP/1.0 are read, and the connection ends after the answer") {
    ServerProcess server;
    auto socket = Socket::connect(server.port());
    REQUIRE(
        socket.send("POST /api/actions/clear-room-state HTTP/1.0\r\nConnection: keep-alive\r\n"
                    "Transfer-Encoding: chunked\r\n\r\nc\r\n{\"room\":\"r\"}\r\n0\r\n\r\n"));
    std::string received;
    auto reply = read_reply(socket, received);
    CHECK(reply.status == 200);
    CHECK(reply.header("connection") == "close");
    CHECK((received + socket.receive_all()).empty());
}

TEST_CASE("a handshake may name Upgrade in a second Connection line") {
    ServerProcess server;
    auto reply = exchange(server.port(),
                          "GET /ws/r HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    CHECK(reply.status == 101);
}

TEST_CASE("a Connection line that says close counts, wherever it stands") {
    ServerProcess server;
    auto socket = Socket::connect(server.port());
    REQUIRE(socket.send(
        "GET /api/bots HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\nX: y\r\nConnection: close\r\n\r\n"));
    std::string received;
    CHECK(read_reply(socket, received).header("connection") == "close");
    CHECK((received + socket.receive_all()).empty());
}

TEST_CASE("a large answer is whole although more was sent behind its request") {
    ServerProcess server;
    Room room(server.port());
    const std::string text(1'000'000, 'x');
    for (int i = 0; i < 12; ++i) room.say(text);

    auto socket = Socket::connect(server.port());
    auto request = request_text("GET", "/api/messages?room=" + room.name(), {}, {{"Connection", "close"}});
    auto more =
        GENERATE(as<std::string>(), "GET /api/bots HTTP/1.1\r\nHost: h\r\n\r\n", "nonsense", std::string(20'000, 'x'));
    REQUIRE(socket.send(request));
    REQUIRE(socket.send(more));
    std::string received;
    REQUIRE(socket.receive_until(received, "\r\n\r\n"));
    socket.send(more);  // also while the answer is on its way
    auto reply = read_reply(socket, received);
    REQUIRE(reply.status == 200);
    CHECK(reply.json().size() == 12);
    CHECK((received + socket.receive_all()).empty());  // what stood behind was not answered
}

TEST_CASE("a refusal is whole although its sender goes on sending") {
    ServerProcess server;
    auto socket = Socket::connect(server.port());
    REQUIRE(socket.send("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"));
    for (int i = 0; i < 20; ++i) socket.send(std::string(50'000, 'x'));
    std::string received;
    auto reply = read_reply(socket, received);
    CHECK(reply.status == 400);
    CHECK_FALSE(reply.message().empty());
}
