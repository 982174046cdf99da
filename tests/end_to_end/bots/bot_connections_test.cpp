// Connections to bots are kept, used again, and replaced when they turn out dead.
#include <sys/ioctl.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <future>

#include "support/process/fake_bot.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"

using namespace necsus::test;

namespace {

const auto hello = answer_text(R"({"text": "hello"})");

}  // namespace

TEST_CASE("one connection serves message after message, also for different bots of one server") {
    ServerProcess server;
    Room room(server.port());
    FakeBot host(answers({{"text", "hello"}}));
    room.install("A", host.url("/a"), "go");
    room.install("B", host.url("/b"), "go");

    for (int i = 0; i < 5; ++i) CHECK(room.answers_to("go").size() == 2);

    CHECK(host.requests().size() == 10);
    CHECK(host.connections() == 1);
}

TEST_CASE("a kept connection that the bot has closed is replaced silently, and nothing is delivered twice") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot([](Socket& socket, const BotRequest&) {
        socket.send(hello);  // as if it wanted to keep the connection
        return false;
    });
    room.install("bot", bot.url());

    for (int i = 0; i < 5; ++i) CHECK(room.answer_to("bot " + std::to_string(i))["text"] == "hello");

    auto requests = bot.requests();
    REQUIRE(requests.size() == 5);
    for (std::size_t i = 0; i < 5; ++i) CHECK(requests[i].json()["text"] == "bot " + std::to_string(i));
    CHECK(bot.connections() == 5);
}

TEST_CASE("a kept connection that the bot has reset is replaced silently too") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot([](Socket& socket, const BotRequest&) {
        socket.send(hello);
        // Only when the server has taken the answer, or the reset would take it back.
        auto deadline = std::chrono::steady_clock::now() + patience;
        int unsent = 1;
        while (unsent > 0 && std::chrono::steady_clock::now() < deadline) {
            ::ioctl(socket.descriptor(), TIOCOUTQ, &unsent);
        }
        socket.reset();
        return false;
    });
    room.install("bot", bot.url());

    for (int i = 0; i < 3; ++i) CHECK(room.answer_to("bot")["text"] == "hello");
    CHECK(bot.requests().size() == 3);
}

TEST_CASE("a new connection that dies without an answer is a failure, and not tried again") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot([](Socket&, const BotRequest&) { return false; });
    room.install("bot", bot.url());

    CHECK(room.answer_to("bot")["kind"] == "system");
    CHECK(bot.requests().size() == 1);
    CHECK(bot.connections() == 1);
}

TEST_CASE("a kept connection on which an answer begins and ends too early is not tried again") {
    ServerProcess server;
    Room room(server.port());
    std::atomic<int> calls = 0;
    FakeBot bot([&calls](Socket& socket, const BotRequest&) {
        if (++calls == 1) return socket.send(hello);
        socket.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
        return false;
    });
    room.install("bot", bot.url());

    CHECK(room.answer_to("bot")["text"] == "hello");
    CHECK(room.answer_to("bot")["kind"] == "system");
    CHECK(bot.requests().size() == 2);
}

TEST_CASE("a bot that asks to close is called over a new connection each time") {
    ServerProcess server;
    Room room(server.port());
    auto bytes = GENERATE(answer_text(R"({"text": "hello"})", "200 OK", "Connection: close\r\n"),
                          std::string("HTTP/1.0 200 OK\r\nContent-Length: 17\r\n\r\n{\"text\": \"hello\"}"));
    FakeBot bot([bytes](Socket& socket, const BotRequest&) {
        socket.send(bytes);
        socket.receive_all();  // the server hangs up
        return false;
    });
    room.install("bot", bot.url());

    for (int i = 0; i < 3; ++i) CHECK(room.answer_to("bot")["text"] == "hello");
    CHECK(bot.requests().size() == 3);
    CHECK(bot.connections() == 3);
}

TEST_CASE("a bot of HTTP/1.0 that offers to keep the connection keeps it") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot([](Socket& socket, const BotRequest&) {
        return socket.send(
            "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 17\r\n\r\n{\"text\": \"hello\"}");
    });
    room.install("bot", bot.url());

    for (int i = 0; i < 3; ++i) CHECK(room.answer_to("bot")["text"] == "hello");
    CHECK(bot.connections() == 1);
}

TEST_CASE("bytes behind an answer are not taken for the next answer") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(
        [](Socket& socket, const BotRequest&) { return socket.send(hello + answer_text(R"({"text": "smuggled"})")); });
    room.install("bot", bot.url());

    for (int i = 0; i < 3; ++i) CHECK(room.answer_to("bot")["text"] == "hello");
}

TEST_CASE("after an error status with a body the connection is used again") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot([](Socket& socket, const BotRequest&) { return socket.send(answer_text("oops", "500 Oops")); });
    room.install("bot", bot.url());

    for (int i = 0; i < 3; ++i) CHECK(room.answer_to("bot")["kind"] == "system");
    CHECK(bot.connections() == 1);
}

TEST_CASE("calls beyond the number of connections to a host wait their turn, and other hosts are not held up") {
    ServerOptions options;
    options.flags = {"--max-bot-connections", "2"};
    ServerProcess server(options);
    Room room(server.port());
    std::promise<void> may_answer;
    FakeBot busy([given = may_answer.get_future().share()](Socket& socket, const BotRequest&) {
        given.wait_for(patience);
        return socket.send(hello);
    });
    FakeBot free(answers({{"text", "free"}}));
    room.install("busy", busy.url());
    room.install("free", free.url());

    std::vector<std::future<Json>> posts;
    for (int i = 0; i < 6; ++i) posts.push_back(std::async(std::launch::async, [&] { return room.say("busy"); }));
    room.wait_until([](const auto& messages) { return messages.size() == 6; });
    busy.wait_for_requests(2);
    CHECK(room.answer_to("free")["text"] == "free");
    CHECK(busy.requests().size() == 2);
    may_answer.set_value();
    for (auto& post : posts) post.get();

    CHECK(busy.requests().size() == 6);
    CHECK(busy.connections() == 2);
}
