// Clients that take their time over a request, and the moment at which it is up (protocol, section 1).
#include <poll.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <thread>
#include <vector>

#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"

using namespace necsus::test;

namespace {

const std::string hello = R"({"room":"r","author":"Emmy","text":"hello"})";

std::string head_of_post(const std::string& framing) {
    return "POST " + message_action + " HTTP/1.1\r\nHost: localhost\r\n" + framing + "\r\n\r\n";
}

bool has_answered(const Socket& socket, std::chrono::milliseconds time) {
    pollfd waiting{socket.descriptor(), POLLIN, 0};
    return ::poll(&waiting, 1, static_cast<int>(time.count())) == 1;
}

}  // namespace

TEST_CASE("a request whose rest and whose deadline come in the same turn is answered, and harms no other") {
    ServerProcess server({.flags = {"--read-timeout", "1"}});
    bool in_body = GENERATE(true, false);
    auto text = request_text("POST", message_action, hello);
    auto half = text.substr(0, in_body ? text.size() - 5 : 20);
    std::vector<Socket> sockets;
    for (int i = 0; i < 200; ++i) {
        sockets.push_back(Socket::connect(server.port()));
        REQUIRE(sockets.back().send(half));
    }
    REQUIRE(HttpClient(server.port()).get("/api/bots").status == 200);  // by now the halves are read
    auto halves_read = std::chrono::steady_clock::now();

    // While it stands still, both the rest and the deadline become due.
    server.send_signal(SIGSTOP);
    for (std::size_t i = 0; i < sockets.size(); ++i) {
        if (i % 2 == 0) {
            REQUIRE(sockets[i].send(text.substr(half.size())));
        } else {
            sockets[i].close();
        }
    }
    std::this_thread::sleep_until(halves_read + std::chrono::milliseconds(1200));
    server.send_signal(SIGCONT);

    for (std::size_t i = 0; i < sockets.size(); i += 2) {
        std::string received;
        auto status = read_reply(sockets[i], received).status;
        CHECK((status == 200 || status == 408));
        if (status == 408) continue;
        REQUIRE(sockets[i].send(request_text("GET", "/api/bots")));
        CHECK(read_reply(sockets[i], received).status == 200);
    }
    CHECK(HttpClient(server.port()).get("/api/bots").status == 200);
    CHECK(server.stop() == 0);
}

TEST_CASE("empty lines after a request are the beginning of no other") {
    ServerProcess server({.flags = {"--read-timeout", "0.2"}});
    auto lines = GENERATE(as<std::string>(), "\r\n", "\r\n\r\n", "\r");
    bool at_once = GENERATE(true, false);
    CAPTURE(lines, at_once);
    auto socket = Socket::connect(server.port());
    REQUIRE(socket.send(request_text("GET", "/api/bots") + (at_once ? lines : "")));
    std::string received;
    CHECK(read_reply(socket, received).status == 200);
    if (!at_once) REQUIRE(socket.send(lines));
    CHECK_FALSE(has_answered(socket, std::chrono::milliseconds(600)));
    REQUIRE(socket.send((lines == "\r" ? "\n" : "") + request_text("GET", "/api/bots")));
    CHECK(read_reply(socket, received).status == 200);
}

TEST_CASE("a body that trickles is told so, however fast it began") {
    ServerProcess server({.flags = {"--read-timeout", "0.5", "--min-body-rate", "1000"}});
    bool chunked = GENERATE(false, true);
    auto socket = Socket::connect(server.port());
    REQUIRE(socket.send(head_of_post(chunked ? "Transfer-Encoding: chunked" : "Content-Length: 2000000")));
    REQUIRE(socket.send(chunked ? "186a0\r\n" + std::string(100'000, ' ') + "\r\n" : std::string(100'000, ' ')));
    auto deadline = std::chrono::steady_clock::now() + patience;
    while (!has_answered(socket, std::chrono::milliseconds(20))) {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
        if (!socket.send(chunked ? "1\r\n \r\n" : " ")) break;
    }
    std::string received;
    auto answer = read_reply(socket, received);
    CHECK(answer.status == 408);
    CHECK_THAT(answer.message(), Catch::Contains("too slowly") && Catch::Contains("1000 bytes a second"));
    CHECK((received + socket.receive_all()).empty());
    server.wait_for_log("/api/actions/message");  // the line tells which request it was
}

TEST_CASE("a body that comes fast enough may take longer than a header may") {
    ServerProcess server({.flags = {"--read-timeout", "2", "--min-body-rate", "1000"}});
    auto text = R"({"room":"r","author":"a","text":")" + std::string(30'000, 'x') + "\"}";
    auto socket = Socket::connect(server.port());
    REQUIRE(socket.send(head_of_post("Content-Length: " + std::to_string(text.size()))));
    auto next = std::chrono::steady_clock::now();
    for (std::size_t sent = 0; sent < text.size(); sent += 5000) {
        REQUIRE(socket.send(text.substr(sent, 5000)));
        next += std::chrono::milliseconds(500);
        std::this_thread::sleep_until(next);  // that is how slow it is
    }
    std::string received;
    CHECK(read_reply(socket, received).status == 200);
}
