// A conversation with each of the example bots, installed as their docstrings say.
#include <catch2/catch.hpp>
#include <map>

#include "support/process/example_bots.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;
using Catch::Contains;

namespace {

/// All example bots, installed in one room from the list that they offer for it.
class Classroom {
  public:
    Classroom() : room(server_.port()) {
        auto host = bots.home().substr(std::string("http://").size());
        auto port = static_cast<std::uint16_t>(std::stoul(host.substr(host.find(':') + 1)));
        auto list = necsus::test::exchange(port, "GET /bots.json HTTP/1.0\r\nHost: " + host + "\r\n\r\n");
        for (const auto& bot : list.json()) {
            auto name = bot.at("name").get<std::string>();
            ids[name] = room.install(name, bot.at("url"), bot.at("responds_to").get<std::string>());
        }
    }

    std::uint16_t port() const { return server_.port(); }

  private:
    ServerProcess server_;

  public:
    ExampleBots bots;
    Room room;
    std::map<std::string, std::int64_t> ids;
};

std::string text_of(const Json& message) {
    return message.at("text").get<std::string>();
}

}  // namespace

TEST_CASE("the hello bot greets, and its pattern minds whole words") {
    Classroom test;
    CHECK(test.room.answer_to("Hello everybody")["text"] == "Hello, Emmy!");
    CHECK(test.room.answers_to("this is nothing to it").empty());
}

TEST_CASE("the echo bot repeats under a name of its own, and escapes") {
    Classroom test;
    auto answer = test.room.answer_to("EchoBot, 1 < 2!");
    CHECK(answer["author"] == "Echo of Emmy");
    CHECK(answer["text"] == "Your message was: EchoBot, 1 &lt; 2!");
}

TEST_CASE("the debug bot shows the whole JSON that it got") {
    Classroom test;
    auto shown = text_of(test.room.answer_to("debug word 42"));
    CHECK_THAT(shown, Contains("&quot;room&quot;: &quot;test&quot;") &&
                          Contains("&quot;word&quot;: &quot;word&quot;") &&
                          Contains("&quot;number&quot;: &quot;42&quot;"));
    CHECK_THAT(text_of(test.room.answer_to("debug word")), Contains("&quot;number&quot;: null"));

    test.room.press(test.ids["DebugBot"], Json{{"pressed", "yes"}});
    shown = text_of(test.room.messages().back());
    CHECK_THAT(shown, Contains("&quot;pressed&quot;: &quot;yes&quot;") && !Contains("params"));
}

TEST_CASE("the image bot answers with a picture's address, or with the picture itself") {
    Classroom test;
    CHECK(test.room.answer_to("a cat picture, please")["image"] == test.bots.url("/static/cat.svg"));
    auto plot = test.room.answer_to("plot 3 1 4 1 5");
    CHECK_THAT(plot["image"].get<std::string>(), Catch::StartsWith("data:image/svg+xml;base64,"));
}

TEST_CASE("the media bot answers with a sound") {
    Classroom test;
    CHECK(test.room.answer_to("ring at 440")["media"] == test.bots.url("/media/bell.wav?hertz=440"));
    CHECK(test.room.answer_to("ring")["media"] == test.bots.url("/media/bell.wav?hertz=660"));
}

TEST_CASE("the relative bot's addresses are left to be read from its base URL") {
    Classroom test;
    auto answer = test.room.answer_to("relative");
    CHECK(answer["base_url"] == test.bots.url("/relative"));
    CHECK(answer["image"] == "/static/cat.svg");
    CHECK(answer["media"] == "./media/bell.wav");
    CHECK_THAT(text_of(answer), Contains("src=\"static/cat.svg\""));
}

TEST_CASE("the cat bot holds a conversation to its end") {
    Classroom test;
    auto& room = test.room;
    CHECK(room.answer_to("I saw a black cat!")["text"] == "Where did you see the cat?");
    CHECK(room.answer_to("hello, behind the <college>")["text"] == "And how many cats were there?");
    CHECK(room.answer_to("many")["text"] == "In digits, please. How many cats?");
    auto end = room.answer_to("3");
    CHECK(end["text"] == "Thank you! Cats seen: 3. Where: hello, behind the &lt;college&gt;. Colour: black.");
    CHECK(end["state"].is_null());
    CHECK(room.answer_to("hello")["text"] == "Hello, Emmy!");
}

TEST_CASE("the cat bot can be stopped") {
    Classroom test;
    test.room.say("I saw a cat!");
    CHECK_THAT(text_of(test.room.answer_to("stop")), Contains("Never mind"));
    CHECK(test.room.answers_to("stop").empty());
}

TEST_CASE("the sleep bot answers when it has slept") {
    Classroom test;
    CHECK(test.room.answer_to("sleep 0.2")["text"] == "Good morning! I slept for 0.2 seconds.");
}

TEST_CASE("the form bot takes its forms, also at another route") {
    Classroom test;
    CHECK_THAT(text_of(test.room.answer_to("a form please")), Contains("<form action=\"form/other\">"));

    test.room.press(test.ids["FormBot"], Json{{"sauce", "chocolate"}, {"dessert", "ice-cream"}});
    CHECK(test.room.messages().back()["text"] == "One ice-cream with sauce: chocolate.");

    test.room.press(test.ids["FormBot"], Json{{"note", "no nuts"}}, "form/other");
    auto answer = test.room.messages().back();
    CHECK(answer["text"] == "I got your note: no nuts");
    CHECK(answer["author"] == "The cook");
    CHECK(answer["from_bot"].is_null());
}

TEST_CASE("the guessing game is played with messages and forms together") {
    Classroom test;
    auto& room = test.room;
    auto begun = room.answer_to("let's play the guessing game");
    auto number = begun["state"]["number"].get<int>();
    CHECK(begun["state"]["tries"] == 0);

    CHECK_THAT(text_of(room.answer_to(std::to_string(number - 1))), Contains("too low"));
    room.press(test.ids["GuessBot"], Json{{"guess", std::to_string(number + 1)}});
    CHECK_THAT(text_of(room.messages().back()), Contains("too high"));
    CHECK(room.messages().back()["state"] == Json{{"number", number}, {"tries", 2}});
    room.press(test.ids["GuessBot"], Json{{"guess", std::to_string(number)}});
    CHECK(room.messages().back()["text"] == std::to_string(number) + " is right! You needed 3 tries.");

    room.press(test.ids["GuessBot"], Json{{"guess", "1"}});
    CHECK_THAT(text_of(room.messages().back()), Contains("That game is over"));
}

TEST_CASE("ping plays to pong, which installs itself, and the game ends with a word") {
    Classroom test;
    auto& room = test.room;
    WebSocketClient stream(test.port(), room.websocket_target());
    CHECK_THAT(text_of(room.answer_to("ping")), Contains("Hit number 1"));

    room.press(test.ids["PingBot"], Json{{"hits", "1"}}, "pong");

    auto pong = room.messages().back();
    CHECK_THAT(text_of(pong), Contains("Pong! Hit number 2"));
    CHECK(pong["author"] == "PongBot");
    auto installed = room.bots().back();
    CHECK(installed["name"] == "(Auto) " + test.bots.url("/pong"));
    CHECK(pong["from_bot"] == installed["id"]);
    Json event;
    do event = stream.next_event();
    while (event["kind"] != "put_bot" || event["data"] != installed);
    CHECK(stream.next_event()["data"] == pong);

    room.press(installed["id"].get<std::int64_t>(), Json{{"hits", "2"}}, "ping");
    CHECK_THAT(text_of(room.messages().back()), Contains("Ping! Hit number 3"));
    CHECK(room.answer_to("hello?")["text"] == "You dropped the ball after 2 hits. Game over!");
    CHECK(room.answer_to("hello?")["text"] == "Hello, Emmy!");
}

TEST_CASE("the button bot brings a stylesheet and a script") {
    Classroom test;
    auto answer = test.room.answer_to("a button!");
    CHECK(answer["author"] == "ButtonBot");
    CHECK(answer["css"] == "static/button.css");
    CHECK(answer["js"] == "static/button.js");
    CHECK(answer["base_url"] == test.bots.url("/button"));
}
