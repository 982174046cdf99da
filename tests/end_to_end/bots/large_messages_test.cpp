// Messages too large to be kept while bots think (docs/dev/design.md, section 6).
#include <catch2/catch.hpp>
#include <fstream>
#include <future>

#include "support/process/fake_bot.hpp"
#include "support/process/http_client.hpp"
#include "support/process/program.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/thinking_bot.hpp"

using namespace necsus::test;

namespace {

const std::string large(300'000, 'x');

/// Of the process, in MiB.
double memory(pid_t process) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
    }
    return 0;
}

}  // namespace

TEST_CASE("each bot gets the whole of a large message, and its poster the message as it was stored") {
    ServerProcess server({.flags = {"--pattern-time", "1000"}});
    FakeBot bot(answers({{"text", "well"}}));
    Room room(server.port());
    room.install("One", bot.url(), "x");
    room.install("Two", bot.url(), "x(?P<last>!)$");
    auto picture = "data:" + std::string(100'000, 'A');
    Json body{{"room", room.name()}, {"author", "Emmy"}, {"text", large + "!"}, {"image", picture}};
    auto stored = room.act("message", body);
    CHECK(stored.at("text") == large + "!");
    CHECK(stored.at("image") == picture);
    CHECK(room.messages().front() == stored);
    auto requests = bot.requests();
    REQUIRE(requests.size() == 2);
    CHECK(requests[0].json() ==
          Json{{"room", room.name()}, {"author", "Emmy"}, {"text", large + "!"}, {"params", Json::object()}});
    CHECK(requests[1].json().at("params") == Json{{"last", "!"}});
}

TEST_CASE("large messages beyond the memory for them wait their turn, and all come to their bots") {
    ServerProcess server({.flags = {"--max-activation-bytes", "1048576"}});
    FakeBot bot(answers({{"text", "well"}}));
    std::vector<std::future<void>> posts;
    for (int i = 0; i < 8; ++i) {
        posts.push_back(std::async(std::launch::async, [&server, &bot, i] {
            Room room(server.port(), std::to_string(i / 2));
            if (i % 2 == 0) room.install("Bot", bot.url(), "x");
            room.say(large);
        }));
    }
    for (auto& post : posts) post.get();
    for (int i = 0; i < 4; ++i) {
        auto messages = Room(server.port(), std::to_string(i)).messages();
        for (const auto& message : messages) CHECK(message.at("kind") != "system");
    }
    CHECK(bot.requests().size() >= 4);
}

TEST_CASE("a large message whose room was cleared while its bot was thinking goes to no further bot, and is not kept") {
    ServerProcess server;
    ThinkingBot thinker;
    FakeBot next(answers({{"text", "well"}}));
    Room room(server.port());
    room.install("Thinker", thinker.url(), "x");
    room.install("Next", next.url(), "x");
    auto stored = std::async(std::launch::async, [&room] { return room.say(large); });
    thinker.wait_for_requests();
    room.clear_messages();
    thinker.let_go();
    CHECK(stored.get().at("text") == "");
    CHECK(next.requests().empty());
}

TEST_CASE("a large message costs no memory while its bot thinks") {
    ServerProcess server;
    ThinkingBot bot;
    Room room(server.port());
    room.install("Thinker", bot.url(), ".");
    auto before = memory(server.pid());
    const int posts = 8;
    Json body{{"room", room.name()}, {"author", "Emmy"}, {"text", std::string(1'000'000, 'x')}};
    std::vector<std::future<void>> waiting;
    for (int i = 0; i < posts; ++i) {
        waiting.push_back(std::async(std::launch::async, [&room, &body] { room.act("message", body); }));
        bot.wait_for_requests(static_cast<std::size_t>(i) + 1);
    }
    auto each = (memory(server.pid()) - before) / posts;
    INFO("each costs MiB: " << each);
    CHECK((each < 3 || sanitized()));  // and not the ten times its size that it takes while it is matched
    bot.let_go();
    for (auto& one : waiting) one.get();
}
