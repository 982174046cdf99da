// Which signals stop the server, and how (docs/configuration.md, "Signals").
#include <catch2/catch.hpp>
#include <csignal>
#include <string>

#include "support/process/child_process.hpp"
#include "support/process/http_client.hpp"
#include "support/process/program.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/thinking_bot.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

namespace {

std::uint16_t port_of(const ChildProcess& server) {
    return static_cast<std::uint16_t>(std::stoul(server.wait_for_output("listening on http://localhost:")));
}

}  // namespace

TEST_CASE("a terminal that is closed stops the server as SIGTERM does, with goodbyes") {
    ServerProcess server;
    WebSocketClient live(server.port(), "/ws/r");
    server.send_signal(SIGHUP);
    CHECK(live.wait_for_close() == 1001);
    live.socket().close();
    CHECK(server.wait() == 0);
}

TEST_CASE("a server that was started with nohup outlives its terminal") {
    ChildProcess server({"bash", "-c", "trap '' HUP; exec " + program() + " --port 0 --db :memory:"});
    HttpClient client(port_of(server));
    server.send_signal(SIGHUP);
    CHECK(client.get("/api/bots").status == 200);
    server.send_signal(SIGTERM);
    CHECK(server.wait() == 0);
}

TEST_CASE("a second signal ends the server at once, even right after the first") {
    // Not awaited, two of a kind would be one: the kernel keeps no more.
    const auto [second, waits] =
        GENERATE(table<int, bool>({{SIGTERM, true}, {SIGINT, true}, {SIGHUP, true}, {SIGINT, false}, {SIGHUP, false}}));
    CAPTURE(second, waits);
    ServerProcess server({.flags = {"--stop-grace", "300"}});
    ThinkingBot bot;
    Room(server.port(), "r").install("Thinker", bot.url(), ".");
    auto poster = Socket::connect(server.port());
    REQUIRE(poster.send(request_text("POST", message_action, R"({"room":"r","author":"Emmy","text":"hello"})")));
    bot.wait_for_requests();
    server.send_signal(SIGTERM);
    if (waits) server.wait_for_log("stopping");
    server.send_signal(second);
    CHECK(server.wait() < 0);
}

TEST_CASE("signals of the terminal and of broken pipes change nothing") {
    ServerProcess server;
    HttpClient client(server.port());
    for (int signal : {SIGPIPE, SIGTTOU, SIGXFSZ}) {
        server.send_signal(signal);
        CHECK(client.get("/api/bots").status == 200);
    }
}

TEST_CASE("a database that another program has locked doesn't keep the server from ending") {
    TempFolder folder;
    auto database = folder.file("necsus.db");
    ServerProcess server({.database = database});
    Room room(server.port(), "r");
    room.say("hello");
    ChildProcess locker({python(), "-c",
                         "import sqlite3, time\n"
                         "sqlite3.connect('" +
                             database +
                             "', isolation_level=None).execute('BEGIN IMMEDIATE')\n"
                             "print('locked')\n"
                             "time.sleep(600)"});
    locker.wait_for_output("locked");
    HttpClient(server.port()).post("/api/actions/clear-room-messages", {{"room", "r"}});
    CHECK(server.stop() == 0);
}

TEST_CASE("a database that may not grow is an error of the write, and not the end of the server") {
    TempFolder folder;
    ChildProcess server({"bash", "-c", "ulimit -f 1500; exec " + program() + " --port 0 --db necsus.db"},
                        folder.path().string());
    HttpClient client(port_of(server));
    Json message{{"room", "r"}, {"author", "Emmy"}, {"text", std::string(100'000, 'x')}};
    auto status = 200;
    for (int posts = 0; posts < 100 && status == 200; ++posts) status = client.post(message_action, message).status;
    CHECK(status == 503);
    CHECK(client.get("/api/bots").status == 200);
    server.send_signal(SIGTERM);
    CHECK(server.wait() == 0);
}
