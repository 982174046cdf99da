// Connections to bots over plain http: each call has one of its own (docs/dev/design.md, "Bots").
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

TEST_CASE("each call has a connection of its own, and says so") {
    ServerProcess server;
    Room room(server.port());
    FakeBot host(answers({{"text", "hello"}}));
    room.install("A", host.url("/a"), "go");
    room.install("B", host.url("/b"), "go");

    for (int i = 0; i < 5; ++i) CHECK(room.answers_to("go").size() == 2);

    CHECK(host.connections() == 10);
    auto requests = host.requests();
    REQUIRE(requests.size() == 10);
    for (const auto& request : requests) CHECK(request.head.find("\r\nConnection: close\r\n") != std::string::npos);
}

TEST_CASE("a bot that dies while it works is woken once for each message") {
    ServerProcess server;
    Room room(server.port());
    std::atomic<int> calls = 0;
    FakeBot bot([&calls](Socket& socket, const BotRequest&) {
        if (++calls % 2 == 1) return socket.send(hello);  // kept alive, if the server wants it
        return false;                                     // read, and the connection closed
    });
    room.install("bot", bot.url());

    for (int i = 0; i < 3; ++i) {
        CHECK(room.answer_to("bot")["text"] == "hello");
        CHECK(room.answer_to("bot")["kind"] == "system");
    }
    CHECK(bot.requests().size() == 6);
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

TEST_CASE("bytes behind an answer are not taken for the next answer") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(
        [](Socket& socket, const BotRequest&) { return socket.send(hello + answer_text(R"({"text": "smuggled"})")); });
    room.install("bot", bot.url());

    for (int i = 0; i < 3; ++i) CHECK(room.answer_to("bot")["text"] == "hello");
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
}
