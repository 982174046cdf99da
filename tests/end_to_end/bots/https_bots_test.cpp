// Bots behind https: certificates and host names are verified (protocol, section 5).
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "support/process/https_bot.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"

using namespace necsus::test;
using Catch::Contains;

namespace {

std::string answer_of(const ServerOptions& options, const std::string& url) {
    ServerProcess server(options);
    Room room(server.port());
    room.install("TestBot", url);
    return room.answer_to("TestBot")["text"].get<std::string>();
}

}  // namespace

TEST_CASE("a bot with a certificate that nobody vouches for is refused, and TLS is named") {
    HttpsBot bot("DNS:localhost,IP:127.0.0.1");
    auto text = answer_of({}, bot.url("localhost"));
    CHECK_THAT(text, Contains("TestBot") && Contains(bot.url("localhost")) && Contains("TLS") &&
                         Contains("certificate") && Contains("Is the URL correct"));
}

TEST_CASE("a bot with a certificate of a trusted authority answers, by name and by address") {
    HttpsBot bot("DNS:localhost,IP:127.0.0.1");
    ServerProcess server(bot.trusted());
    Room room(server.port());
    room.install("named", bot.url("localhost", "/by name"));
    room.install("numbered", bot.url("127.0.0.1"));

    // The path, the name in the handshake, which is never an address, and the number of connections so far.
    CHECK(room.answer_to("named")["text"] == "/by%20name localhost 1 named");
    CHECK(room.answer_to("numbered")["text"] == "/bot None 2 numbered");
}

TEST_CASE("a connection over TLS is kept and used again") {
    HttpsBot bot("DNS:localhost");
    ServerProcess server(bot.patiently_trusted());
    Room room(server.port());
    room.install("bot", bot.url("localhost"));

    CHECK(room.answer_to("bot 1")["text"] == "/bot localhost 1 bot 1");
    CHECK(room.answer_to("bot 2")["text"] == "/bot localhost 1 bot 2");
}

TEST_CASE("a bot that dies while it works is not woken again for the same message") {
    HttpsBot bot("DNS:localhost");
    ServerProcess server(bot.patiently_trusted());
    Room room(server.port());
    room.install("dies", bot.url("localhost", "/dies"));
    room.install("count", bot.url("localhost", "/count"));

    CHECK(room.answer_to("dies 1")["text"] == "/dies localhost 1 dies 1");
    auto told = room.answer_to("dies 2");
    CHECK(told["kind"] == "system");
    CHECK_THAT(told["text"].get<std::string>(), Contains("without an answer"));
    CHECK(room.answer_to("count")["text"] == "3");
}

TEST_CASE("a kept connection that has ended is not used, and costs no message") {
    HttpsBot bot("DNS:localhost");
    ServerProcess server(bot.patiently_trusted());
    Room room(server.port());
    room.install("goes", bot.url("localhost", "/goes"));

    for (int i = 1; i <= 5; ++i) {
        auto number = std::to_string(i);
        CHECK(room.answer_to("goes " + number)["text"] == "/goes localhost " + number + " goes " + number);
    }
}

TEST_CASE("what lies on an idle connection is not taken for the next answer") {
    HttpsBot bot("DNS:localhost");
    ServerProcess server(bot.patiently_trusted());
    Room room(server.port());
    room.install("stray", bot.url("localhost", "/stray"));

    for (int i = 1; i <= 5; ++i) {
        auto number = std::to_string(i);
        CHECK(room.answer_to("stray " + number)["text"] == "/stray localhost " + number + " stray " + number);
    }
}

TEST_CASE("a connection that has been idle for its time is closed, and another one made") {
    HttpsBot bot("DNS:localhost");
    auto options = bot.trusted();
    auto keep_none = GENERATE(as<std::string>(), "0", "0.05");
    options.flags = {"--bot-idle-timeout", keep_none};
    ServerProcess server(options);
    Room room(server.port());
    room.install("bot", bot.url("localhost"));

    // With 0 the second call is over a second connection; with a time, some later one is.
    int tries = keep_none == "0" ? 1 : 1000;
    CHECK(room.answer_to("bot")["text"] == "/bot localhost 1 bot");
    bool again = false;
    for (int i = 0; i < tries && !again; ++i) {
        again = room.answer_to("bot")["text"] == "/bot localhost 2 bot";
        std::this_thread::sleep_for(std::chrono::milliseconds(i));
    }
    CHECK(again);
}

TEST_CASE("over TLS, too, an answer may end with the connection") {
    HttpsBot bot("DNS:localhost");
    ServerProcess server(bot.trusted());
    Room room(server.port());
    room.install("bot", bot.url("localhost", "/close"));

    CHECK(room.answer_to("bot 1")["text"] == "/close localhost 1 bot 1");
    CHECK(room.answer_to("bot 2")["text"] == "/close localhost 2 bot 2");
}

TEST_CASE("a good certificate for another host is refused") {
    auto [names, host] = GENERATE(table<std::string, std::string>({
        {"DNS:elsewhere.example", "localhost"},
        {"DNS:localhost", "127.0.0.1"},
        {"IP:127.0.0.2", "127.0.0.1"},
        {"IP:127.0.0.1", "localhost"},
        {"DNS:*.localhost", "localhost"},
    }));
    HttpsBot bot(names);
    INFO(names << " " << host);
    CHECK_THAT(answer_of(bot.trusted(), bot.url(host)), Contains("TestBot") && Contains("TLS"));
}

TEST_CASE("an expired certificate is refused, and told so") {
    HttpsBot bot("DNS:localhost", -1);
    CHECK_THAT(answer_of(bot.trusted(), bot.url("localhost")), Contains("TLS") && Contains("expired"));
}

TEST_CASE("http to a bot behind TLS is a failure that names the bot") {
    HttpsBot bot("DNS:localhost");
    auto url = "http" + bot.url("localhost").substr(5);
    CHECK_THAT(answer_of(bot.trusted(), url), Contains("TestBot") && Contains(url));
}
