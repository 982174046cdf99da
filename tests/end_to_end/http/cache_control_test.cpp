// Every response carries Cache-Control: no-cache (protocol, section 1), refusals of every kind included.
#include <catch2/catch.hpp>

#include "support/process/http_client.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

TEST_CASE("every answer says that it must not be used again unasked") {
    ServerProcess server({.flags = {"--max-body-bytes", "1024"}});
    const std::string message = R"({"room":"r","author":"a","text":"t"})";
    const std::string action = "/api/actions/message";
    auto [status, request] = GENERATE_COPY(table<int, std::string>({
        {200, request_text("GET", "/")},
        {200, request_text("GET", "/room")},
        {200, request_text("GET", "/client/favicon.svg")},
        {200, request_text("GET", "/docs/swagger-ui-bundle.js")},
        {200, request_text("GET", "/api/spec")},
        {200, request_text("GET", "/api/messages?room=r")},
        {200, request_text("POST", action, message)},
        {202, request_text("POST", action, message, {{"Prefer", "respond-async"}})},
        {200, request_text("OPTIONS", action, {}, {{"Access-Control-Request-Method", "POST"}, {"Origin", "null"}})},
        {301, request_text("GET", "/docs")},
        {304, request_text("GET", "/", {}, {{"If-None-Match", "*"}})},
        {400, request_text("GET", "/api/messages")},
        {400, request_text("POST", action, "{")},
        {400, "this is not HTTP\r\n\r\n"},
        {404, request_text("GET", "/api/nothing")},
        {404, request_text("GET", "/client/nothing")},
        {405, request_text("PUT", action, message)},
        {413, request_text("POST", action, std::string(1025, ' '))},
        {414, request_text("GET", "/" + std::string(9000, 'a'))},
        {426, request_text("GET", "/ws/room")},
        {431, request_text("GET", "/", {}, {{"X-Long", std::string(17'000, 'a')}})},
    }));
    CAPTURE(request.substr(0, 200));
    auto reply = exchange(server.port(), request);
    CHECK(reply.status == status);
    CHECK(reply.header("cache-control") == "no-cache");
}

TEST_CASE("the answer to a websocket handshake says so too") {
    ServerProcess server;
    CHECK(handshake(server.port(), "/ws/room").header("cache-control") == "no-cache");
    CHECK(handshake(server.port(), "/ws/").header("cache-control") == "no-cache");
    CHECK(handshake(server.port(), "/elsewhere").header("cache-control") == "no-cache");
}
