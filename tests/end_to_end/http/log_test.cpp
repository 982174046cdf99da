// Whoever takes the log slowly, or not at all, neither stops the server nor holds it up (docs/configuration.md).
#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <string>

#include "support/process/child_process.hpp"
#include "support/process/http_client.hpp"
#include "support/process/program.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"

using namespace necsus::test;

namespace {

/// The server under bash, its standard error redirected by `redirection`; what that prints is the output.
struct LoggingServer {
    explicit LoggingServer(const std::string& redirection, const std::string& flags = "--db :memory:")
        : process({"bash", "-c", "exec " + program() + " --port 0 " + flags + " " + redirection},
                  folder.path().string()) {}

    std::uint16_t port() const {
        auto rest = process.wait_for_output("listening on http://localhost:");
        return static_cast<std::uint16_t>(std::stoul(rest));
    }
    void create(const std::string& name) const { std::ofstream(folder.file(name)) << "\n"; }

    TempFolder folder;
    ChildProcess process;
};

constexpr auto reader_that_stops =
    R"(2> >(read -r line; echo "$line"; until [ -e go ] || ! kill -0 $$; do sleep 0.05; done; cat))";

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

}  // namespace

TEST_CASE("a log whose reader has gone ends nothing") {
    LoggingServer server("2> >(head -n 1)");
    HttpClient client(server.port());
    for (int i = 0; i < 100; ++i) REQUIRE(client.get("/api/bots").status == 200);
    server.process.send_signal(SIGTERM);
    CHECK(server.process.wait() == 0);
}

TEST_CASE("a log that nobody reads holds up nothing, and what was lost of it is told and counted") {
    LoggingServer server(reader_that_stops, "--db :memory: --max-log-backlog 100000");
    HttpClient client(server.port());
    constexpr std::size_t requests = 500;
    const auto target = "/api/bots?room=r&x=" + std::string(2000, 'r');  // more than the pipe and the backlog hold
    for (std::size_t i = 0; i < requests; ++i) REQUIRE(client.get(target).status == 200);
    server.create("go");
    auto rest = server.process.wait_for_output("log lines were lost");
    auto lost = std::stoul(rest.substr(rest.find("lines=") + 6));
    server.process.send_signal(SIGTERM);
    CHECK(server.process.wait() == 0);
    server.process.wait_for_output(" stopped");
    auto output = server.process.output();
    CHECK(count(output, " request client=") + lost == requests);
    CHECK(count(output, "log lines were lost") == 1);
}

TEST_CASE("a log that nobody reads doesn't keep the server from ending") {
    LoggingServer server(reader_that_stops);
    HttpClient client(server.port());
    const auto target = "/api/bots?room=r&x=" + std::string(3000, 'r');
    for (int i = 0; i < 100; ++i) REQUIRE(client.get(target).status == 200);
    server.process.send_signal(SIGTERM);
    CHECK(server.process.wait() == 0);
    server.create("go");
}

TEST_CASE("more lines a second than allowed are counted") {
    ServerProcess server({.flags = {"--max-log-rate", "10"}});
    HttpClient client(server.port());
    for (int i = 0; i < 100; ++i) REQUIRE(client.get("/api/bots").status == 200);
    server.wait_for_log("log lines were lost");
}

TEST_CASE("a server that was started without standard error writes its log into no other file") {
    LoggingServer server("2>&- >&- <&-", "--db necsus.db");
    // Nobody can be asked for the port; the database is made before anything is logged.
    auto database = server.folder.file("necsus.db");
    auto is_there = [&] {
        std::ifstream file(database, std::ios::binary);
        std::string beginning(15, '\0');
        file.read(beginning.data(), 15);
        return beginning == "SQLite format 3";
    };
    while (!is_there()) REQUIRE_FALSE(server.process.has_ended());
    server.process.send_signal(SIGTERM);
    server.process.wait();
    CHECK(is_there());
    ServerProcess again({.database = database});
    Room room(again.port(), "r");
    room.say("hello");
    CHECK(texts(room.messages()) == std::vector<std::string>{"hello"});
}

TEST_CASE("what --help could not print is no success") {
    for (const auto* output : {"/dev/full", "&-"}) {
        ChildProcess help({"bash", "-c", "exec " + program() + " --help >" + output});
        CHECK(help.wait() == 1);
        CHECK(holds(help.output(), "standard output"));
    }
}
