// Memory that a crowd took is given back when it has gone.
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "support/process/http_client.hpp"
#include "support/process/program.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;
using std::chrono::steady_clock;

namespace {

double resident_megabytes(const ServerProcess& server) {
    std::ifstream status("/proc/" + std::to_string(server.pid()) + "/status");
    std::string word;
    double kilobytes = 0;
    while (status >> word && word != "VmRSS:") {
    }
    REQUIRE(status >> kilobytes);
    return kilobytes / 1000;
}

void allow_descriptors() {
    rlimit limit{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = limit.rlim_max;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

}  // namespace

TEST_CASE("the memory of a crowd is given back when it has gone") {
    if (sanitized()) return;
    allow_descriptors();
    ServerProcess server({.flags = {"--log-level", "info"}});
    const auto before = resident_megabytes(server);
    double full = 0;
    {
        std::vector<Socket> crowd;
        for (int sockets = 0; sockets < 4000; ++sockets) {
            crowd.push_back(Socket::connect(server.port()));
            REQUIRE(crowd.back().send(request_text("GET", "/api/bots")));
            std::string received;
            REQUIRE(read_reply(crowd.back(), received).status == 200);
        }
        full = resident_megabytes(server);
    }
    CAPTURE(before, full);
    REQUIRE(full - before > 15);
    const auto deadline = steady_clock::now() + std::chrono::seconds(60);
    // Asio keeps some words for each socket that there has been, and the page around them.
    while (resident_megabytes(server) - before > (full - before) * 2 / 3) {
        INFO(resident_megabytes(server));
        REQUIRE(steady_clock::now() < deadline);
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}
