// What one room does to another: slow patterns, compiling, long texts (docs/dev/design.md, sections 1 and 7).
#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "support/process/fake_bot.hpp"
#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"

using namespace necsus::test;
using std::chrono::steady_clock;

namespace {

/// Says it there, and waits for no bot.
void post(HttpClient& client, const std::string& room, const std::string& text) {
    Json message{{"room", room}, {"author", "Emmy"}, {"text", text}};
    client.request("POST", "/api/actions/message", message.dump(), {{"Prefer", "respond-async"}});
}

}  // namespace

TEST_CASE("a room with a row of slow searches holds up no other room's long message") {
    ServerProcess server({.flags = {"--pattern-time", "200", "--stop-grace", "0.1"}});
    HttpClient client(server.port());
    FakeBot bot(answers({{"text", "found"}}));
    Room slow(server.port(), "slow");
    Room other(server.port(), "other");
    slow.install("Slow", bot.url(), "^(a+)+$");
    other.install("Finder", bot.url(), "needle");
    for (int posts = 0; posts < 60; ++posts) post(client, "slow", std::string(60, 'a') + "!");  // 12 s of searching

    auto began = steady_clock::now();
    auto answer = other.answer_to(std::string(70'000, 'x') + "needle");
    CHECK(answer.at("text") == "found");
    CHECK(steady_clock::now() - began < std::chrono::seconds(5));
}

TEST_CASE("a room with hundreds of patterns that are hard to compile holds up nobody") {
    ServerProcess server({.flags = {"--stop-grace", "0.1"}});
    HttpClient client(server.port());
    std::string hard;
    for (int classes = 0; classes < 100; ++classes) hard += "[!-\uffff]";
    for (int bots = 0; bots < 50; ++bots) {
        Json bot{
            {"room", "hard"}, {"name", "B"}, {"url", "http://[::1]:9/"}, {"responds_to", std::to_string(bots) + hard}};
        REQUIRE(client.post("/api/actions/bot", bot).status == 200);
    }
    steady_clock::duration longest{};
    for (int rounds = 0; rounds < 10; ++rounds) {
        post(client, "hard", "hello");
        for (int requests = 0; requests < 20; ++requests) {
            auto began = steady_clock::now();
            REQUIRE(client.get("/api/bots?room=other").status == 200);
            longest = std::max(longest, steady_clock::now() - began);
        }
    }
    CHECK(longest < std::chrono::seconds(1));
}
