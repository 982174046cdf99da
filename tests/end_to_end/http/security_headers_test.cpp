// What every answer tells browsers to be careful with (protocol, section 1).
#include <catch2/catch.hpp>

#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

TEST_CASE("every answer says that its type is right, and lets no other site know the room") {
    ServerProcess server({.flags = {"--max-body-bytes", "2000"}});
    auto [status, text] = GENERATE(table<int, std::string>({
        {200, request_text("GET", "/")},
        {200, request_text("GET", "/room")},
        {200, request_text("GET", "/docs/")},
        {200, request_text("GET", "/client/favicon.svg")},
        {200, request_text("GET", "/api/bots")},
        {200, request_text("OPTIONS", "/api/bots", {}, {{"Access-Control-Request-Method", "POST"}})},
        {204, request_text("OPTIONS", "*")},
        {301, request_text("GET", "/docs")},
        {304, request_text("GET", "/", {}, {{"If-None-Match", "*"}})},
        {400, request_text("GET", "/api/messages")},
        {400, "nonsense\r\n\r\n"},
        {404, request_text("GET", "/api/nothing")},
        {405, request_text("POST", "/")},
        {413, request_text("POST", "/api/actions/message", std::string(3000, ' '))},
        {426, request_text("GET", "/ws/r")},
    }));
    CAPTURE(text);
    auto reply = exchange(server.port(), text);
    CHECK(reply.status == status);
    CHECK(reply.header("x-content-type-options") == "nosniff");
    CHECK(reply.header("referrer-policy") == "strict-origin-when-cross-origin");
}

TEST_CASE("the answer to a websocket handshake has them too") {
    ServerProcess server;
    auto reply = handshake(server.port(), "/ws/r");
    CHECK(reply.status == 101);
    CHECK(reply.header("x-content-type-options") == "nosniff");
    CHECK(reply.header("referrer-policy") == "strict-origin-when-cross-origin");
}

TEST_CASE("lobby, guide and docs load nothing foreign, the API nothing at all, and a room what its bots send") {
    ServerProcess server;
    auto [target, policy] = GENERATE(table<std::string, std::string>({
        {"/", "default-src 'self'; "},
        {"/docs/", "default-src 'self'; "},
        {"/client/guide/index.html", "default-src 'self'; "},
        {"/api/bots", "default-src 'none'; "},
        {"/api/nothing", "default-src 'none'; "},
        {"/room", ""},
    }));
    CAPTURE(target);
    auto told = HttpClient(server.port()).get(target).header("content-security-policy");
    CHECK(told.substr(0, policy.size()) == policy);
    CHECK(told.empty() == policy.empty());
    CHECK_FALSE(holds(told, "http"));
}
