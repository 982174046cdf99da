// Peers without measure, a database that fails under the running server, and other odd ends (protocol, sections 1-11).
#include <poll.h>
#include <sys/types.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <fstream>
#include <string>

#include "support/process/child_process.hpp"
#include "support/process/fake_bot.hpp"
#include "support/process/http_client.hpp"
#include "support/process/memory.hpp"
#include "support/process/program.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/thinking_bot.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;
using Catch::Contains;

namespace {

const std::string hello_body = R"({"room":"r","author":"Emmy","text":"hello"})";

bool answers_within(const Socket& socket, int milliseconds) {
    pollfd waiting{socket.descriptor(), POLLIN, 0};
    return ::poll(&waiting, 1, milliseconds) == 1;
}

/// Sends `begin`, then `part` until there is an answer, but 2 MB at most.
HttpReply answer_to_endless(std::uint16_t port, const std::string& begin, const std::string& part) {
    auto socket = Socket::connect(port);
    socket.send(begin);
    for (std::size_t sent = 0; sent < 2'000'000 && !answers_within(socket, 0); sent += part.size()) {
        if (!socket.send(part)) break;
    }
    std::string received;
    return read_reply(socket, received);
}

std::string many(const std::string& text) {
    std::string joined;
    while (joined.size() < 16'000) joined += text;
    return joined;
}

/// Changes the server's database behind its back.
void run_sql(const std::string& database, const std::string& statement) {
    run_command({"sqlite3", "-cmd", ".timeout 10000", database, statement}, "/");
}

constexpr auto hide_messages = "ALTER TABLE messages RENAME TO hidden";
constexpr auto show_messages = "ALTER TABLE hidden RENAME TO messages";

}  // namespace

TEST_CASE("a chunk's extension and a trailer without end are refused") {
    ServerProcess server;
    const std::string head =
        "POST " + message_action + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    auto [begin, part] = GENERATE(table<std::string, std::string>({
        {"5;a=", "x"},
        {"5\r\n{    \r\n5;a=", "x"},
        {"0\r\n", "X-Flood: xxxxxxxx\r\n"},
        {"0\r\nX-Flood: ", "x"},
    }));
    CAPTURE(begin, part);
    auto reply = answer_to_endless(server.port(), head + begin, many(part));
    CHECK(reply.status == 400);
    CHECK_FALSE(reply.message().empty());
    CHECK(HttpClient(server.port()).get("/api/bots").status == 200);
}

TEST_CASE("a bot whose chunk has an extension without end is given up, and memory with it") {
    ServerProcess server({.flags = {"--bot-timeout", "15"}});
    Room room(server.port());
    auto begin = GENERATE(as<std::string>{}, "5;a=", "0\r\nX-Flood: ");
    CAPTURE(begin);
    FakeBot bot([begin](Socket& socket, const BotRequest&) {
        socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + begin);
        const std::string part(64'000, 'x');
        for (int parts = 0; parts < 4000 && socket.send(part); ++parts) {  // 256 MB at most
        }
        return false;
    });
    room.install("Flood", bot.url(), ".");
    auto before = megabytes(server.pid(), "VmRSS");
    auto told = room.answer_to("hello");
    CHECK(told.at("kind") == "system");
    CHECK_THAT(told.at("text").get<std::string>(), Contains("Flood") && (Contains("too large") || Contains("HTTP")));
    CHECK((megabytes(server.pid(), "VmHWM") - before < 80 || sanitized()));
}

TEST_CASE("the bots of a room that is stopped are told apart from broken ones") {
    TempFolder folder;
    ServerOptions options{.flags = {"--stop-grace", "0.3"}, .database = folder.file("necsus.db")};
    {
        ServerProcess server(options);
        ThinkingBot silent;
        FakeBot second(answers({{"text", "second"}}));
        FakeBot third(answers({{"text", "third"}}));
        Room room(server.port(), "r");
        room.install("Silent", silent.url(), ".");
        room.install("Second", second.url(), ".");
        room.install("Third", third.url(), ".");
        auto poster = Socket::connect(server.port());
        REQUIRE(poster.send(request_text("POST", message_action, hello_body)));
        silent.wait_for_requests();
        CHECK(server.stop() == 0);
    }
    ServerProcess again(options);
    auto stored = texts(Room(again.port(), "r").messages());
    CAPTURE(stored);
    REQUIRE(stored.size() >= 2);
    CHECK(stored.at(0) == "hello");
    CHECK_THAT(stored.at(1), Contains("Silent") && Contains("had not answered when NeCSuS was stopped"));
    for (const auto& text : stored) CHECK_FALSE(holds(text, "status 0"));
}

TEST_CASE("a websocket handshake that lacks something is told what") {
    ServerProcess server;
    Headers upgrade{{"Connection", "Upgrade"}, {"Upgrade", "websocket"}};
    auto handshake_with = [&](const Headers& more) {
        auto headers = upgrade;
        headers.insert(headers.end(), more.begin(), more.end());
        return exchange(server.port(), request_text("GET", "/ws/r", {}, headers));
    };
    auto keyless = handshake_with({{"Sec-WebSocket-Version", "13"}});
    CHECK(keyless.status == 400);
    CHECK(holds(keyless.message(), "Sec-WebSocket-Key"));

    for (const auto* key : {"short", "dGhlIHNhbXBsZSBub25jZTEyMzQ=", "not base64 at all !!!!=="}) {
        auto bad = handshake_with({{"Sec-WebSocket-Version", "13"}, {"Sec-WebSocket-Key", key}});
        CHECK(bad.status == 400);
        CHECK(holds(bad.message(), "16 bytes"));
    }

    auto old = handshake_with({{"Sec-WebSocket-Version", "8"}, {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}});
    CHECK(old.status == 426);
    CHECK(old.header("sec-websocket-version") == "13");
    CHECK(holds(old.message(), "13"));
}

TEST_CASE("a new bot's id leaves room for those after it") {
    constexpr std::int64_t high = 4503599627370496;  // 2^52
    ServerProcess server;
    HttpClient client(server.port());
    auto bot = [](std::int64_t id) {
        return Json{{"room", "r"}, {"id", id}, {"name", "B"}, {"url", "http://[::1]:9/"}};
    };

    auto highest = client.post("/api/actions/bot", bot(9007199254740991));  // 2^53 - 1
    CHECK(highest.status == 400);
    CHECK_FALSE(highest.message().empty());

    Room room(server.port(), "r");
    CHECK(room.act("bot", bot(high)).at("id") == high);
    auto next = room.install("Next", "http://[::1]:9/");
    CHECK(next > high);
    CHECK(next < 9007199254740991);
    auto changed = bot(next);
    changed["name"] = "Renamed";
    CHECK(room.act("bot", changed).at("id") == next);
    auto bots = room.bots();
    CHECK(bots.size() == 2);
    CHECK(std::any_of(bots.begin(), bots.end(),
                      [&](const Json& one) { return one.at("id") == next && one.at("name") == "Renamed"; }));
}

TEST_CASE("an empty body is called empty") {
    ServerProcess server;
    HttpClient client(server.port());
    for (const auto& headers : {Headers{}, Headers{{"Content-Type", "application/json"}}}) {
        auto reply = client.request("POST", message_action, "", headers);
        CHECK(reply.status == 400);
        CHECK(holds(reply.message(), "body is empty"));
    }
}

TEST_CASE("a request without headers may come in two packets") {
    ServerProcess server;
    auto socket = Socket::connect(server.port());
    std::string received;
    bool after_another = GENERATE(false, true);  // then the server surely reads the first half alone
    CAPTURE(after_another);
    if (after_another) {
        REQUIRE(socket.send(request_text("GET", "/api/bots") + "GET / HTTP/1.0\r\n"));
        CHECK(read_reply(socket, received).status == 200);
    } else {
        REQUIRE(socket.send("GET / HTTP/1.0\r\n"));
    }
    CHECK_FALSE(answers_within(socket, 100));  // it has not ended yet
    REQUIRE(socket.send("\r\n"));
    CHECK(read_reply(socket, received).status == 200);
}

TEST_CASE("a database that fails ends a replay with 1011 and a question with 503, and the server lives on") {
    TempFolder folder;
    auto database = folder.file("necsus.db");
    ServerProcess server({.database = database});
    HttpClient client(server.port());
    REQUIRE(client.request("POST", message_action, hello_body).status == 200);

    run_sql(database, hide_messages);
    CHECK(WebSocketClient(server.port(), "/ws/r").wait_for_close() == 1011);
    auto history = exchange(server.port(), request_text("GET", "/api/messages?room=r"));
    CHECK(history.status == 503);
    CHECK_FALSE(history.message().empty());

    run_sql(database, show_messages);
    CHECK(client.request("POST", message_action, hello_body).status == 200);
    CHECK(texts(Room(server.port(), "r").messages()) == std::vector<std::string>{"hello", "hello"});
    WebSocketClient live(server.port(), "/ws/r");
    CHECK(live.wait_for("message", "hello").at("data").at("author") == "Emmy");
}
