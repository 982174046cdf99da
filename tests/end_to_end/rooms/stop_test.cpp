// How the server stops, and does not start (protocol, sections 8, 10 and 11).
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>

#include "support/process/http_client.hpp"
#include "support/process/program.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/thinking_bot.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

namespace {

std::string hello() {
    return request_text("POST", message_action, R"({"room":"r","author":"Emmy","text":"hello"})");
}

int lines(const std::string& text) {
    return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("asked to stop, the server ends with 0, and idle connections with it") {
    ServerProcess server;
    auto fresh = Socket::connect(server.port());
    auto used = Socket::connect(server.port());
    std::string received;
    REQUIRE(used.send(request_text("GET", "/api/bots")));
    CHECK(read_reply(used, received).status == 200);

    auto started = std::chrono::steady_clock::now();
    server.send_signal(GENERATE(SIGTERM, SIGINT));
    CHECK(fresh.receive_all().empty());
    CHECK(used.receive_all().empty());
    CHECK(server.wait() == 0);
    CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(3));  // waiting for nobody
}

TEST_CASE("half a request does not keep the server from stopping") {
    ServerProcess server;
    auto socket = Socket::connect(server.port());
    REQUIRE(socket.send(request_text("GET", "/api/bots") + "GET /api/bots HTTP/1.1\r\nHo"));
    std::string received;
    CHECK(read_reply(socket, received).status == 200);
    CHECK(server.stop() == 0);
}

TEST_CASE("a client that has its answer late and keeps its connection does not keep the server from stopping") {
    ServerProcess server({.flags = {"--max-text-bytes", "8000000"}});
    auto long_text = request_text("POST", message_action,
                                  R"({"room":"r","author":"a","text":")" + std::string(7'000'000, 'x') + "\"}");
    for (int i = 0; i < 3; ++i) {
        auto poster = Socket::connect(server.port());
        std::string received;
        REQUIRE(poster.send(long_text));
        REQUIRE(read_reply(poster, received).status == 200);
    }
    WebSocketClient live(server.port(), "/ws/other");
    auto slow = Socket::connect(server.port());
    REQUIRE(slow.send(request_text("GET", "/api/messages?room=r")));
    std::string received;
    REQUIRE(slow.receive_until(received, "{\"id\""));
    server.send_signal(SIGTERM);
    CHECK(live.wait_for_close() == 1001);  // now nothing more is waited for
    live.socket().close();

    auto started = std::chrono::steady_clock::now();
    CHECK(read_reply(slow, received).body.size() > 20'000'000);
    CHECK(slow.receive_all().empty());
    CHECK(server.wait() == 0);
    CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(4));
}

TEST_CASE("a bot that answers while the server stops is heard") {
    TempFolder folder;
    ServerOptions options{.database = folder.file("necsus.db")};
    {
        ServerProcess server(options);
        ThinkingBot bot;
        Room(server.port(), "r").install("Thinker", bot.url(), ".");
        WebSocketClient live(server.port(), "/ws/r");
        auto poster = Socket::connect(server.port());
        REQUIRE(poster.send(hello()));
        bot.wait_for_requests();

        server.send_signal(SIGTERM);
        server.wait_for_log("stopping");
        bot.let_go();
        CHECK(live.wait_for("message", "thought about it").at("data").at("kind") == "bot");
        std::string received;
        auto reply = read_reply(poster, received);
        CHECK(reply.status == 200);
        CHECK(reply.json().at("text") == "hello");
        CHECK(live.wait_for_close() == 1001);
        live.socket().close();
        CHECK(server.wait() == 0);
    }
    ServerProcess again(options);
    CHECK(texts(Room(again.port(), "r").messages()) == std::vector<std::string>{"hello", "thought about it"});
}

TEST_CASE("a bot that does not answer within the grace time is given up, and the room is told") {
    TempFolder folder;
    ServerOptions options{.flags = {"--stop-grace", "0.2"}, .database = folder.file("necsus.db")};
    Json told;
    {
        ServerProcess server(options);
        ThinkingBot bot;
        Room(server.port(), "r").install("Thinker", bot.url(), ".");
        WebSocketClient live(server.port(), "/ws/r");
        auto poster = Socket::connect(server.port());
        REQUIRE(poster.send(hello()));
        bot.wait_for_requests();

        server.send_signal(SIGTERM);
        live.wait_for("message", "hello");
        told = live.wait_for("message").at("data");
        CHECK(told.at("kind") == "system");
        CHECK(told.at("author") == "NeCSuS");
        CHECK(holds(told.at("text"), "Thinker"));
        std::string received;
        CHECK(read_reply(poster, received).status == 200);
        CHECK(live.wait_for_close() == 1001);
        live.socket().close();
        CHECK(server.wait() == 0);
    }
    ServerProcess again(options);
    CHECK(Room(again.port(), "r").messages().back() == told);
}

TEST_CASE("nobody new is served while the server stops") {
    ServerProcess server;
    ThinkingBot bot;
    Room(server.port(), "r").install("Thinker", bot.url(), ".");
    auto poster = Socket::connect(server.port());
    REQUIRE(poster.send(hello()));
    bot.wait_for_requests();
    server.send_signal(SIGTERM);
    server.wait_for_log("stopping");
    auto port = server.port();
    auto is_refused = [port] {
        try {
            return Socket::connect(port).receive_all().empty();
        } catch (const std::runtime_error&) {
            return true;
        }
    };
    CHECK(is_refused());
    bot.let_go();
    CHECK(server.wait() == 0);
}

TEST_CASE("a port that is in use stops the start with one line") {
    ServerProcess server;
    auto port = std::to_string(server.port());
    auto host = GENERATE(as<std::string>(), "localhost", "127.0.0.1");
    auto ended = run_to_end({"--port", port, "--host", host, "--db", ":memory:"});
    CHECK(ended.code != 0);
    CHECK(lines(ended.output) == 1);
    CHECK(holds(ended.output, port));
    CHECK(holds(ended.output, "--port"));
}

TEST_CASE("a bad value stops the start with one line that says what is allowed") {
    auto [flag, value, said] = GENERATE(table<std::string, std::string, std::string>({
        {"--port", "70000", "65535"},
        {"--port", "-1", "65535"},
        {"--port", "http", "--port"},
        {"--port", "", "--port"},
        {"--bot-timeout", "0", "--bot-timeout"},
        {"--bot-timeout", "soon", "--bot-timeout"},
        {"--max-body-bytes", "8MiB", "--max-body-bytes"},
        {"--max-body-bytes", "-5", "--max-body-bytes"},
        {"--ping-interval", "nan", "--ping-interval"},
        {"--stop-grace", "-1", "--stop-grace"},
        {"--log-level", "loud", "info"},
        {"--log-format", "xml", "json"},
        {"--synchronous", "maybe", "normal"},
        {"--trusted-proxies", "127.0.0.0/33", "--trusted-proxies"},
        {"--trusted-proxies", "localhost", "--trusted-proxies"},
        {"--host", "999.1.1.1", "999.1.1.1"},
        {"--db", "", "--db"},
        {"--db", "/nowhere/at/all/necsus.db", "/nowhere/at/all/necsus.db"},
        {"--share", "/nowhere/at/all", "--share"},
        {"--no-such-flag", "1", "--no-such-flag"},
    }));
    CAPTURE(flag, value);
    std::vector<std::string> arguments{"--port", "0", "--db", ":memory:"};
    if (flag == "--port" || flag == "--db")
        arguments =
            flag == "--port" ? std::vector<std::string>{"--db", ":memory:"} : std::vector<std::string>{"--port", "0"};
    arguments.push_back(flag);
    arguments.push_back(value);
    auto ended = run_to_end(arguments);
    INFO(ended.output);
    CHECK(ended.code > 0);
    CHECK(lines(ended.output) == 1);
    CHECK(holds(ended.output, said));
}

TEST_CASE("a bad value in the environment or in .env stops the start too, and a flag counts more") {
    TempFolder folder;
    auto ended = run_to_end({"--db", ":memory:"}, {{"NECSUS_PORT", "many"}}, folder.path().string());
    CHECK(ended.code > 0);
    CHECK(lines(ended.output) == 1);
    CHECK(holds(ended.output, "many"));
    ServerProcess server({.environment = {{"NECSUS_PORT", "99999"}}});
    CHECK(HttpClient(server.port()).get("/api/bots").status == 200);
}

TEST_CASE("a file that is no database stops the start with one line") {
    auto ended = run_to_end({"--port", "0", "--db", program()});
    CHECK(ended.code > 0);
    CHECK(lines(ended.output) == 1);
    CHECK(holds(ended.output, "database"));
}

TEST_CASE("the flags --version and --help say so and end with 0") {
    auto version = run_to_end({"--version"});
    CHECK(version.code == 0);
    CHECK(version.output.starts_with("necsus "));
    CHECK(lines(version.output) == 1);
    auto help = run_to_end({"--help"});
    CHECK(help.code == 0);
    for (const auto* flag : {"--host", "--port", "--db", "--bot-timeout", "NECSUS_PORT", "6277"})
        CHECK(holds(help.output, flag));
}
