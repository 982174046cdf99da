// How many connections, and how much of their bodies, there may be at a time (protocol, section 1).
#include <poll.h>
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <vector>

#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"

using namespace necsus::test;
using Catch::Contains;

namespace {

std::string hello_of(std::size_t bytes = 5) {
    return R"({"room":"r","author":"a","text":")" + std::string(bytes, 'x') + "\"}";
}

std::string handshake_text(const std::string& client = {}) {
    Headers headers{{"Connection", "Upgrade"},
                    {"Upgrade", "websocket"},
                    {"Sec-WebSocket-Version", "13"},
                    {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
    if (!client.empty()) headers.emplace_back("X-Forwarded-For", client);
    return request_text("GET", "/ws/r", {}, headers);
}

/// A connection, and the answer to what it asked.
struct Asked {
    Asked(const ServerProcess& server, const std::string& text) : socket(Socket::connect(server.port())) {
        socket.send(text);
        std::string received;
        reply = read_reply(socket, received);
    }

    Socket socket;
    HttpReply reply;
};

const std::string get_bots = request_text("GET", "/api/bots");

int status_of(const ServerProcess& server, const std::string& text) {
    return Asked(server, text).reply.status;
}

/// Waits until the question is answered so.
void wait_for_status(const ServerProcess& server, const std::string& text, int status) {
    auto deadline = std::chrono::steady_clock::now() + patience;
    while (status_of(server, text) != status) REQUIRE(std::chrono::steady_clock::now() < deadline);
}

bool has_answered(const Socket& socket, int milliseconds) {
    pollfd waiting{socket.descriptor(), POLLIN, 0};
    return ::poll(&waiting, 1, milliseconds) == 1;
}

}  // namespace

TEST_CASE("over the bound of connections each is told so, and all that are there are served") {
    ServerProcess server({.flags = {"--max-connections", "3"}});
    std::vector<Asked> inside;
    for (int i = 0; i < 3; ++i) inside.emplace_back(server, get_bots);
    for (int i = 0; i < 300; ++i) {
        Asked refused(server, get_bots);
        REQUIRE(refused.reply.status == 503);
        CHECK(refused.reply.header("retry-after") == "10");
        CHECK(refused.reply.header("connection") == "close");
        CHECK_THAT(refused.reply.message(), Contains("3 connections"));
        CHECK(refused.socket.receive_all().empty());
    }
    server.wait_for_log("connections_refused");
    for (auto& one : inside) {
        REQUIRE(one.socket.send(get_bots));
        std::string received;
        CHECK(read_reply(one.socket, received).status == 200);
    }
    inside.pop_back();
    wait_for_status(server, get_bots, 200);
}

TEST_CASE("over the bound of a client each of its connections is told so, and others are served") {
    ServerProcess server(
        {.flags = {"--max-client-connections", "2", "--limit-local-clients", "on", "--trusted-proxies", "192.0.2.1"}});
    std::vector<Asked> inside;
    inside.emplace_back(server, get_bots);
    inside.emplace_back(server, handshake_text());  // a websocket is one of them
    CHECK(inside.back().reply.status == 101);
    Asked refused(server, get_bots);
    CHECK(refused.reply.status == 503);
    CHECK(refused.reply.header("retry-after") == "10");
    CHECK_THAT(refused.reply.message(), Contains("2 connections") && Contains("address"));
    inside.erase(inside.begin());
    wait_for_status(server, get_bots, 200);
    inside.clear();
    wait_for_status(server, handshake_text(), 101);
}

TEST_CASE("behind a trusted proxy the websockets of each named client are counted, and not the proxy's connections") {
    ServerProcess server({.flags = {"--max-client-connections", "2"}});
    std::vector<Asked> kept;
    for (int i = 0; i < 6; ++i) {
        kept.emplace_back(server, request_text("GET", "/api/bots", {}, {{"X-Forwarded-For", "198.51.100.7"}}));
        CHECK(kept.back().reply.status == 200);
    }
    std::vector<Asked> open;
    for (int i = 0; i < 2; ++i) {
        open.emplace_back(server, handshake_text("198.51.100.7"));
        CHECK(open.back().reply.status == 101);
    }
    Asked refused(server, handshake_text("198.51.100.7"));
    CHECK(refused.reply.status == 503);
    CHECK(refused.reply.header("retry-after") == "10");
    CHECK(status_of(server, handshake_text("198.51.100.8")) == 101);
    CHECK(status_of(server, request_text("GET", "/api/bots", {}, {{"X-Forwarded-For", "198.51.100.7"}})) == 200);
    open.pop_back();
    wait_for_status(server, handshake_text("198.51.100.7"), 101);
}

TEST_CASE("clients on this machine are counted only if they are to be, and then also where proxies are trusted") {
    bool counted = GENERATE(false, true);
    ServerProcess server({.flags = {"--max-client-connections", "2", "--limit-local-clients", counted ? "on" : "off"}});
    std::vector<Asked> open;
    for (int i = 0; i < 2; ++i) open.emplace_back(server, handshake_text());
    CHECK(status_of(server, get_bots) == (counted ? 503 : 200));
    CHECK(status_of(server, handshake_text()) == (counted ? 503 : 101));
    CHECK(status_of(server, request_text("GET", "/api/bots", {}, {{"X-Forwarded-For", "198.51.100.7"}})) == 200);
}

TEST_CASE("a class of 300 behind one address fits the defaults") {
    rlimit limit{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = limit.rlim_max;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
    REQUIRE(limit.rlim_max > 2500);
    ServerProcess server({.flags = {"--limit-local-clients", "on", "--trusted-proxies", "192.0.2.1"}});
    std::vector<Asked> open;
    for (int student = 0; student < 300; ++student) {
        open.emplace_back(server, handshake_text());
        REQUIRE(open.back().reply.status == 101);
        for (int i = 0; i < 6; ++i) {
            open.emplace_back(server, get_bots);
            REQUIRE(open.back().reply.status == 200);
        }
    }
}

TEST_CASE("bodies take no more memory together than they may, and small ones are always taken") {
    ServerProcess server({.flags = {"--max-body-memory", "1000000"}});
    auto text = request_text("POST", message_action, hello_of(700'000));
    auto half = text.substr(0, 650'000);
    std::vector<Socket> halves;
    for (int i = 0; i < 2; ++i) {
        halves.push_back(Socket::connect(server.port()));
        REQUIRE(halves.back().send(half));
    }
    auto deadline = std::chrono::steady_clock::now() + patience;
    std::size_t refused = 2;
    while (refused == 2) {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
        for (std::size_t i = 0; i < 2; ++i) refused = has_answered(halves[i], 10) ? i : refused;
    }
    std::string received;
    auto answer = read_reply(halves[refused], received);
    CHECK(answer.status == 503);
    CHECK(answer.header("retry-after") == "5");
    CHECK_THAT(answer.message(), Contains("large messages") && Contains("Nothing was stored"));

    CHECK(HttpClient(server.port()).request("POST", message_action, hello_of(10'000)).status == 200);
    auto& other = halves[1 - refused];
    REQUIRE(other.send(text.substr(half.size())));
    received.clear();
    CHECK(read_reply(other, received).status == 200);
    wait_for_status(server, text, 200);  // what they took is given back
}
