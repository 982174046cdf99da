// Websocket peers that talk, are silent, do not read, or stay when the server goes (protocol, section 8; RFC 6455).
#include <catch2/catch.hpp>
#include <csignal>
#include <thread>

#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

namespace {

using Client = WebSocketClient;

const std::string plain_handshake = request_text("GET", "/ws/r", {},
                                                 {{"Connection", "Upgrade"},
                                                  {"Upgrade", "websocket"},
                                                  {"Sec-WebSocket-Version", "13"},
                                                  {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}});

}  // namespace

TEST_CASE("frames that come with the handshake are heard") {
    ServerProcess server;
    auto said = std::string("\x81\xFE\x02\x58\0\0\0\0", 8) + std::string(600, 'x');  // text, which nobody listens to
    auto ping = std::string("\x89\x82\0\0\0\0hi", 8);
    auto socket = Socket::connect(server.port());
    auto whole = plain_handshake + said + ping;
    auto part = GENERATE_COPY(whole.size(), whole.size() - 3, plain_handshake.size() + 1);
    REQUIRE(socket.send(whole.substr(0, part)));
    std::string received;
    CHECK(read_reply(socket, received).status == 101);
    REQUIRE(socket.send(whole.substr(part)));
    REQUIRE(socket.receive_to_size(received, 4));
    CHECK(received == "\x8A\x02hi");
}

TEST_CASE("a client that sends much more with its handshake is told to wait for the answer") {
    ServerProcess server;
    auto reply = exchange(server.port(), plain_handshake + std::string(2000, 'x'));
    CHECK(reply.status == 400);
    CHECK(holds(reply.message(), "wait"));
}

TEST_CASE("what a client says is read and ignored") {
    ServerProcess server;
    Client socket(server.port(), "/ws/r");
    for (int i = 0; i < 100; ++i) {
        REQUIRE(socket.send(Client::text, R"({"kind":"message","data":{"text":"hello"}})"));
        REQUIRE(socket.send(Client::binary, std::string(1000, '\xFF')));
    }
    REQUIRE(socket.send(Client::text, std::string(30'000, 'x')));
    REQUIRE(socket.send(Client::ping, "still there?"));
    auto frame = socket.next_frame();
    CHECK(frame.opcode == Client::pong);
    CHECK(frame.payload == "still there?");
    Room room(server.port(), "r");
    CHECK(room.messages().empty());
    room.say("hello");
    CHECK(socket.next_event().at("data").at("text") == "hello");
}

TEST_CASE("pings are answered with what they hold") {
    ServerProcess server;
    Client socket(server.port(), "/ws/r");
    for (const auto& payload : {std::string(), std::string("\0\xFF", 2), std::string(125, 'p')}) {
        REQUIRE(socket.send(Client::ping, payload));
        auto frame = socket.next_frame();
        CHECK(frame.opcode == Client::pong);
        CHECK(frame.payload == payload);
    }
}

TEST_CASE("a client that says more at once than the frame limit is closed with 1009") {
    ServerProcess server;
    Client socket(server.port(), "/ws/r");
    socket.send(Client::text, std::string(1'000'000, 'x'));
    CHECK(socket.wait_for_close() == 1009);
}

TEST_CASE("the frame limit is a flag") {
    ServerProcess server({.flags = {"--max-frame-bytes", "1000"}});
    Client socket(server.port(), "/ws/r");
    REQUIRE(socket.send(Client::text, std::string(1000, 'x')));
    REQUIRE(socket.send(Client::ping, "still there?"));
    CHECK(socket.next_frame().opcode == Client::pong);
    socket.send(Client::text, std::string(1001, 'x'));
    CHECK(socket.wait_for_close() == 1009);
}

TEST_CASE("a client that breaks the protocol is closed with 1002 or 1007") {
    ServerProcess server;
    Client socket(server.port(), "/ws/r");
    auto [bytes, code] = GENERATE(table<std::string, int>({
        {std::string("\x81\x02hi"), 1002},               // not masked
        {std::string("\xF1\x80\0\0\0\0", 6), 1002},      // reserved bits
        {std::string("\x83\x80\0\0\0\0", 6), 1002},      // an opcode that is none
        {std::string("\x09\x80\0\0\0\0", 6), 1002},      // a ping in pieces
        {std::string("\x81\x81\0\0\0\0\xFF", 7), 1007},  // text that is not UTF-8
    }));
    REQUIRE(socket.socket().send(bytes));
    CHECK(socket.wait_for_close() == code);
}

TEST_CASE("a close code that means nothing is answered with 1002, and every other with itself") {
    ServerProcess server;
    Client socket(server.port(), "/ws/r");
    auto [code, answer] = GENERATE(table<int, int>({
        {0, 1002},
        {999, 1002},
        {1004, 1002},
        {1005, 1002},
        {1006, 1002},
        {1015, 1002},
        {1016, 1002},
        {2999, 1002},
        {5000, 1002},
        {9999, 1002},
        {65535, 1002},
        {1000, 1000},
        {1001, 1001},
        {3000, 3000},
        {4999, 4999},
    }));
    CAPTURE(code);
    REQUIRE(socket.send(Client::closing, std::string{static_cast<char>(code / 256), static_cast<char>(code % 256)}));
    CHECK(socket.wait_for_close() == answer);
    CHECK(socket.next_frame().opcode == 0);  // and that once
}

TEST_CASE("a client's close is answered, and the connection ends") {
    ServerProcess server;
    Client socket(server.port(), "/ws/r");
    REQUIRE(socket.send(Client::closing, std::string("\x03\xE8"
                                                     "bye",
                                                     5)));
    CHECK(socket.wait_for_close() == 1000);
    CHECK(socket.next_frame().opcode == 0);
    socket.socket().close();
    server.wait_for_log("websocket_closed");
}

TEST_CASE("a client that answers the server's pings stays") {
    ServerProcess server({.flags = {"--ping-interval", "0.1"}});
    Client socket(server.port(), "/ws/r");
    for (int pings = 0; pings < 6;) {
        auto frame = socket.next_frame();
        REQUIRE(frame.opcode == Client::ping);
        REQUIRE(socket.send(Client::pong, frame.payload));
        ++pings;
    }
    Room(server.port(), "r").say("hello");
    CHECK(socket.wait_for("message", "hello").at("kind") == "message");
}

TEST_CASE("a client that answers no pings is dropped") {
    ServerProcess server({.flags = {"--ping-interval", "0.1"}});
    Client socket(server.port(), "/ws/r");
    CHECK(socket.next_frame().opcode == Client::ping);
    socket.wait_for_close();
    server.wait_for_log("websocket_closed");
}

TEST_CASE("a dead client is dropped although its room is busy") {
    ServerProcess server({.flags = {"--ping-interval", "0.1"}});
    Client socket(server.port(), "/ws/r");
    Room room(server.port(), "r");
    auto deadline = std::chrono::steady_clock::now() + patience;
    while (!holds(server.log(), "websocket_closed")) {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
        room.say("anybody there?");
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

TEST_CASE("a client that does not read is closed with 1013, and loses nothing when it comes back") {
    ServerProcess server({.flags = {"--max-backlog-bytes", "100000"}});
    Client slow(server.port(), "/ws/r");
    slow.socket().shrink_receive_buffer(32'768);  // few messages are too many for it then: a goodbye waits not for ever
    Client quick(server.port(), "/ws/r");
    std::string seen_by_quick;
    std::thread reader([&] {
        while (!holds(seen_by_quick, R"("text":"end")")) seen_by_quick = quick.next_frame().payload;
    });
    HttpClient client(server.port());
    constexpr int count = 100;
    for (int i = 0; i < count; ++i) {
        auto body = Json{{"room", "r"}, {"author", "a"}, {"text", std::string(50'000, 'x')}};
        REQUIRE(client.request("POST", "/api/actions/message", body.dump()).status == 200);
    }
    Room(server.port(), "r").say("end");
    reader.join();  // nobody else was held up

    std::vector<int> ids;
    int code = 0;
    while (code == 0) {
        auto frame = slow.next_frame();
        REQUIRE(frame.opcode != 0);
        if (frame.opcode == Client::text) ids.push_back(Json::parse(frame.payload).at("data").at("id").get<int>());
        if (frame.opcode == Client::closing) {
            REQUIRE(frame.payload.size() >= 2);
            code = static_cast<unsigned char>(frame.payload[0]) * 256 + static_cast<unsigned char>(frame.payload[1]);
        }
    }
    CHECK(code == 1013);
    REQUIRE_FALSE(ids.empty());
    CHECK(ids.size() < count);

    Client again(server.port(), "/ws/r?since=" + std::to_string(ids.back()));
    while (ids.back() <= count) ids.push_back(again.next_event().at("data").at("id").get<int>());
    std::vector<int> expected;
    for (int id = 1; id <= count + 1; ++id) expected.push_back(id);
    CHECK(ids == expected);
}

TEST_CASE("a room whose history is larger than the backlog's bound still opens") {
    ServerProcess server({.flags = {"--max-backlog-bytes", "20000", "--max-backlog-events", "10"}});
    Room room(server.port(), "r");
    for (int i = 0; i < 60; ++i) room.say(std::string(2000, 'x'));
    room.say("end");
    Client socket(server.port(), "/ws/r");
    int count = 1;
    while (socket.next_event().at("data").at("text") != "end") ++count;
    CHECK(count == 61);
}

TEST_CASE("sockets are closed with 1001 when the server stops") {
    ServerProcess server;
    Room(server.port(), "r").say("hello");
    std::vector<std::unique_ptr<Client>> sockets;
    for (int i = 0; i < 20; ++i) {
        sockets.push_back(std::make_unique<Client>(server.port(), i % 2 == 0 ? "/ws/r" : "/ws/empty"));
        if (i % 2 == 0) CHECK(sockets.back()->next_event().at("kind") == "message");
    }
    server.send_signal(GENERATE(SIGTERM, SIGINT));
    for (auto& socket : sockets) {
        CHECK(socket->wait_for_close() == 1001);
        socket->send(Client::closing, "\x03\xE9");
        CHECK(socket->next_frame().opcode == 0);
        socket->socket().close();
    }
    CHECK(server.wait() == 0);
}

TEST_CASE("a socket that says no goodbye does not keep the server from stopping") {
    ServerProcess server;
    Client rude(server.port(), "/ws/r");
    Client polite(server.port(), "/ws/r");
    server.send_signal(SIGTERM);
    CHECK(polite.wait_for_close() == 1001);
    CHECK(server.wait() == 0);
}
