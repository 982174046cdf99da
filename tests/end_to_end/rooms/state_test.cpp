// A bot's state is handed back byte for byte, whatever JSON it is (protocol, section 2).
#include <catch2/catch.hpp>

#include "support/process/fake_bot.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

namespace {

/// Leaves this state always.
FakeBot::Behaviour leaves(const std::string& state) {
    return sends(answer_text(R"({"text": "ok", "state": )" + state + R"(, "author": "A"})"));
}

}  // namespace

TEST_CASE("a state comes back byte for byte, to the bot and to everybody who reads the messages") {
    auto state =
        GENERATE(as<std::string>{}, R"({"z":1,"a":2,"m":{"y":[],"b":{}}})", "1.0", "-0.0", "1e3", "0.10",
                 "123456789012345678901234567890", "[9007199254740993, -18446744073709551617]",
                 "3.14159265358979323846264338327950288", "1e999", R"("caf\u00e9 é \ud83d\ude00 日本 \/ \u0000")",
                 R"({"a": 1, "a": 2})", "{ \"blank\" :\t[ 1 ,2 ] }", R"("}],\"state\":[{")", "true",
                 R"({"text":"inner","state":null})");
    ServerProcess server;
    Room room(server.port());
    WebSocketClient stream(server.port(), room.websocket_target());
    FakeBot bot(leaves(state));
    room.install("bot", bot.url());
    while (stream.next_event()["kind"] != "put_bot") {
    }

    room.say("bot");
    room.say("next");

    REQUIRE(bot.requests().size() == 2);
    CHECK(bot.requests()[1].body ==
          R"({"room":"test","author":"Emmy","text":"next","params":{},"state":)" + state + "}");
    auto end_of_message = "\"state\":" + state + "}";
    CHECK(room.messages_as_text().ends_with(end_of_message + "]"));
    stream.next_frame();  // what Emmy said
    CHECK(stream.next_frame().payload.ends_with(end_of_message + "}"));
}

TEST_CASE("zero, false, the empty string and the empty list are states") {
    auto state = GENERATE(as<std::string>{}, "0", "false", R"("")", "[]", "{}", "0.0");
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(leaves(state));
    room.install("bot", bot.url());

    room.say("bot");
    CHECK(room.messages().back()["state"] == Json::parse(state));
    CHECK(room.answer_to("this is for the bot too")["text"] == "ok");
    room.clear_state();
    CHECK(holds(room.messages().back()["text"], "state was cleared"));
}

TEST_CASE("null is no state, and neither is none") {
    auto reply = GENERATE(as<std::string>{}, R"({"text":"ok","state":null})", R"({"text":"ok","state": null })",
                          R"({"text":"ok"})", R"({"text":"ok","state":1,"state":null})");
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(sends(answer_text(reply)));
    room.install("bot", bot.url());

    CHECK(room.answer_to("bot")["state"].is_null());
    CHECK(room.answers_to("hello").empty());
}

TEST_CASE("a state as long as a text may be comes back whole, and a longer one is explained") {
    ServerProcess server;
    Room room(server.port());
    std::string state = "[1";
    while (state.size() < (1U << 20U) - 100) state += ", 1.50, \"\\u00e9\"";
    state += "]";
    FakeBot bot(leaves(state));
    room.install("bot", bot.url());

    room.say("bot");
    room.say("next");

    REQUIRE(bot.requests().size() == 2);
    CHECK((bot.requests()[1].body ==
           R"({"room":"test","author":"Emmy","text":"next","params":{},"state":)" + state + "}"));

    FakeBot greedy(leaves('"' + std::string(1U << 20U, 'x') + '"'));
    Room other(server.port(), "other");
    other.install("bot", greedy.url());
    other.say("bot");
    CHECK_THAT(other.messages().back().at("text").get<std::string>(),
               Catch::Matchers::Contains("<code>state</code> key is too long") &&
                   Catch::Matchers::Contains("--max-text-bytes"));
}
