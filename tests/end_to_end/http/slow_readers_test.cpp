// Clients that take long answers slowly, or not at all.
#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <vector>

#include "support/process/http_client.hpp"
#include "support/process/memory.hpp"
#include "support/process/program.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t picture_bytes = 3'800'000;
/// Of the system, for what a client has not read: the rest waits at the server.
constexpr int small_buffer = 32'768;
constexpr std::size_t message_bytes = 2 * picture_bytes;
const std::string list = "/api/messages?room=album";

/// A server whose room has so many messages of 7.6 MB.
struct Album {
    Album(std::vector<std::string> flags, int messages)
        : server({.flags = std::move(flags), .database = folder.file("album.db")}) {
        HttpClient client(server.port());
        const std::string picture(picture_bytes, 'p');
        for (int i = 0; i < messages; ++i) {
            nlohmann::json message{
                {"room", "album"}, {"author", "Ada"}, {"text", "look"}, {"image", picture}, {"media", picture}};
            REQUIRE(client.post("/api/actions/message", message).status == 200);
        }
    }

    /// Asks for the list, and takes nothing yet.
    Socket ask(const std::string& client) {
        auto socket = Socket::connect(server.port());
        socket.shrink_receive_buffer(small_buffer);
        REQUIRE(socket.send(request_text("GET", list, {}, {{"X-Forwarded-For", client}})));
        return socket;
    }

    TempFolder folder;
    ServerProcess server;
};

}  // namespace

TEST_CASE("answers to clients that read nothing take a bounded memory, and leave some to others") {
    Album album({}, 3);
    auto before = megabytes(album.server.pid(), "VmRSS");
    std::vector<Socket> silent;
    for (int i = 0; i < 60; ++i) silent.push_back(album.ask("192.0.2.1"));
    for (int i = 0; i < 3; ++i) {
        auto reply = HttpClient(album.server.port()).get(list, {{"X-Forwarded-For", "192.0.2.2"}});
        CHECK(reply.status == 200);
        CHECK(reply.json().size() == 3);
    }
    auto grown = megabytes(album.server.pid(), "VmHWM") - before;
    INFO("grown by MB: " << grown);
    CHECK((grown < 200 || sanitized()));  // all of them would be 450
    std::string head;
    CHECK(silent.front().receive_until(head, "\r\n"));
    CHECK(head.starts_with("HTTP/1.1 200 "));
}

TEST_CASE("who reads slowly gets all of a long answer, however long that takes") {
    Album album({"--idle-timeout", "0.5"}, 1);
    auto socket = album.ask("192.0.2.1");
    socket.pause_between_reads(milliseconds(20));
    auto begun = steady_clock::now();
    std::string received;
    auto reply = read_reply(socket, received);
    CHECK(reply.status == 200);
    CHECK(reply.body.size() > message_bytes);
    CHECK(reply.json().size() == 1);
    CHECK(steady_clock::now() - begun > milliseconds(500));
}

TEST_CASE("who reads a list slowly gets its later pieces too, although the system still has much of the former") {
    ServerProcess server({.flags = {"--idle-timeout", "0.8", "--min-body-rate", "1000"}});
    HttpClient client(server.port());
    const std::string text(60'000, 't');
    for (int i = 0; i < 8; ++i)
        REQUIRE(client.post(message_action, {{"room", "album"}, {"author", "Ada"}, {"text", text}}).status == 200);
    auto socket = Socket::connect(server.port());
    socket.shrink_receive_buffer(small_buffer);
    REQUIRE(socket.send(request_text("GET", list)));
    socket.pause_between_reads(milliseconds(50));  // 80 KB a second: the 128 KiB that the system has take it longer
    std::string received;
    std::string some = "some";
    while (!some.empty() && !received.ends_with("\r\n0\r\n\r\n")) {
        some = socket.receive_some(4096);
        received += some;
    }
    CHECK(received.ends_with("]\r\n0\r\n\r\n"));
}

TEST_CASE("who takes nothing of a long answer is cut off") {
    Album album({"--idle-timeout", "0.5", "--log-level", "info"}, 1);
    auto socket = album.ask("192.0.2.1");
    album.server.wait_for_log("\"/api/messages?room=album\"");
    CHECK(socket.receive_all().size() < message_bytes);
}

TEST_CASE("a websocket that reads slowly gets a long message, if only it answers pings meanwhile") {
    Album album({"--ping-interval", "0.4"}, 1);
    WebSocketClient slow(album.server.port(), Room(album.server.port(), "album").websocket_target());
    slow.socket().shrink_receive_buffer(small_buffer);
    slow.socket().pause_between_reads(milliseconds(10));
    auto begun = steady_clock::now();
    auto event = slow.next_event();
    CHECK(event.at("kind") == "message");
    CHECK(event.at("data").at("image").get<std::string>().size() == picture_bytes);
    CHECK(steady_clock::now() - begun > milliseconds(800));
}

TEST_CASE("a websocket that has ended its own side, and reads nothing, is ended") {
    Album album({"--max-answer-memory", "24000000"}, 4);
    WebSocketClient silent(album.server.port(), Room(album.server.port(), "album").websocket_target());
    silent.socket().shrink_receive_buffer(small_buffer);
    std::string begun;
    REQUIRE(silent.socket().receive_until(begun, "\"look\""));
    REQUIRE(::shutdown(silent.socket().descriptor(), SHUT_WR) == 0);
    // What it was to get takes no memory from others.
    auto reply = HttpClient(album.server.port()).get(list, {{"X-Forwarded-For", "192.0.2.2"}});
    REQUIRE(reply.status == 200);
    CHECK(reply.json().size() == 4);
}

TEST_CASE("the poster of a large message who doesn't read the answer costs no memory for it") {
    Album album({"--message-rate", "1000"}, 0);
    const std::string picture(picture_bytes, 'p');
    const auto body =
        nlohmann::json{{"room", "r"}, {"author", "Ada"}, {"text", "look"}, {"image", picture}, {"media", picture}}
            .dump();
    auto before = megabytes(album.server.pid(), "VmRSS");
    std::vector<Socket> silent;
    for (int i = 0; i < 30; ++i) {
        silent.push_back(Socket::connect(album.server.port()));
        silent.back().shrink_receive_buffer(small_buffer);
        REQUIRE(
            silent.back().send(request_text("POST", "/api/actions/message", body, {{"X-Forwarded-For", "192.0.2.1"}})));
        std::string head;
        REQUIRE(silent.back().receive_until(head, "\r\n"));
        CHECK(head.starts_with("HTTP/1.1 200 "));
    }
    auto grown = megabytes(album.server.pid(), "VmRSS") - before;
    INFO("grown by MB: " << grown);
    CHECK((grown < 160 || sanitized()));  // all of them would be 230
}
