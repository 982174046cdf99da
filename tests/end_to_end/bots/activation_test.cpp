// Which bots a message activates, what they are sent, and in which order.
#include <catch2/catch.hpp>
#include <future>

#include "support/process/fake_bot.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

namespace {

/// What bots wait for in a test, so that the test decides when they answer.
class Signal {
  public:
    void give() { promise_.set_value(); }
    std::shared_future<void> given() const { return given_; }

  private:
    std::promise<void> promise_;
    std::shared_future<void> given_ = promise_.get_future().share();
};

FakeBot::Behaviour answers_after(const Signal& signal, const std::string& text) {
    return [given = signal.given(), text](Socket& socket, const BotRequest&) {
        given.wait_for(patience);
        return socket.send(answer_text(Json{{"text", text}}.dump()));
    };
}

std::future<Json> say_in_background(Room& room, const std::string& text) {
    return std::async(std::launch::async, [&room, text] { return room.say(text); });
}

}  // namespace

TEST_CASE("a bot without a pattern is activated by its name, in any letter case, and gets exactly four fields") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(answers({{"text", "yes?"}}));
    room.install("EchoBot", bot.url());

    auto answer = room.answer_to("is ECHObot there?");

    CHECK(answer["text"] == "yes?");
    REQUIRE(bot.requests().size() == 1);
    CHECK(bot.requests()[0].json() ==
          Json{{"room", "test"}, {"author", "Emmy"}, {"text", "is ECHObot there?"}, {"params", Json::object()}});
    CHECK(room.answers_to("nobody is meant").empty());
    CHECK(bot.requests().size() == 1);
}

TEST_CASE("a bot with the empty pattern is activated by its name, and one without a name never") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(answers({{"text", "yes?"}}));
    room.install("C++ Bot (new)", bot.url(), "");
    room.install("", bot.url());
    room.install("", bot.url(), "");

    CHECK(room.answers_to("c++ bot (NEW), hello").size() == 1);
    CHECK(room.answers_to("C Bot new").empty());
    CHECK(room.answers_to("").empty());
    CHECK(bot.requests().size() == 1);
}

TEST_CASE("a bot with a pattern is activated by the pattern and not by its name") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(answers({{"text", "sunny"}}));
    room.install("WeatherBot", bot.url(), "weather (in|at) (?P<place>[a-z]+)( on (?P<day>[a-z]+))?");

    CHECK(room.answers_to("WeatherBot!").empty());
    CHECK(room.answers_to("The WEATHER in Sydney, please").size() == 1);
    CHECK(room.answers_to("weather at home on sunday").size() == 1);

    auto requests = bot.requests();
    REQUIRE(requests.size() == 2);
    CHECK(requests[0].json() == Json{{"room", "test"},
                                     {"author", "Emmy"},
                                     {"text", "The WEATHER in Sydney, please"},
                                     {"params", {{"place", "Sydney"}, {"day", nullptr}}}});
    CHECK(requests[1].json()["params"] == Json{{"place", "home"}, {"day", "sunday"}});
}

TEST_CASE("what people write reaches the bot exactly, whatever characters it has") {
    ServerProcess server;
    Room room(server.port(), "Café ☕/\"1\"");
    FakeBot bot(answers({{"text", "ok"}}));
    room.install("Bot", bot.url(), "[^z]");
    auto text = std::string("bot \"\\/ \n\t\r\x01\x7f é 日本 \xF0\x9F\x98\x80 \u2028 <b>&amp; ") + '\0' + "end";

    room.say(text);

    auto request = bot.wait_for_requests(1)[0].json();
    CHECK(request["text"] == text);
    CHECK(request["room"] == "Café ☕/\"1\"");
}

TEST_CASE("matching bots are called in order of their ids, each after the answer of the one before") {
    ServerProcess server;
    Room room(server.port());
    WebSocketClient stream(server.port(), room.websocket_target());
    Signal first_may_answer;
    FakeBot first(answers_after(first_may_answer, "first"));
    FakeBot second(answers({{"text", "second"}}));
    FakeBot third(answers({{"text", "third"}}));
    // Installed in this order; what they are called must not matter.
    room.install("Z", first.url(), "go");
    room.install("M", second.url(), "go");
    room.install("not this one", third.url(), "stop");
    room.install("A", third.url(), "go");

    auto posted = say_in_background(room, "go");
    stream.wait_for("message", "go");
    first.wait_for_requests(1);
    CHECK(second.requests().empty());
    first_may_answer.give();

    CHECK(posted.get()["text"] == "go");
    CHECK(texts(room.messages()) == std::vector<std::string>{"go", "first", "second", "third"});
    CHECK(third.requests().size() == 1);
}

TEST_CASE("each answer is posted as it comes, before the next bot is called") {
    ServerProcess server;
    Room room(server.port());
    WebSocketClient stream(server.port(), room.websocket_target());
    Signal second_may_answer;
    FakeBot first(answers({{"text", "first"}}));
    FakeBot second(answers_after(second_may_answer, "second"));
    room.install("A", first.url(), "go");
    room.install("B", second.url(), "go");

    auto posted = say_in_background(room, "go");
    stream.wait_for("message", "first");
    second.wait_for_requests(1);
    CHECK(texts(room.messages()) == std::vector<std::string>{"go", "first"});
    second_may_answer.give();

    stream.wait_for("message", "second");
    posted.get();
}

TEST_CASE("a bot that fails does not keep the next one from answering") {
    ServerProcess server;
    Room room(server.port());
    FakeBot good(answers({{"text", "good"}}));
    room.install("A", "", "go");
    room.install("B", "nonsense", "go");
    room.install("C", good.url("/c"), "(unclosed");
    room.install("D", good.url("/d"), "go");

    auto answers = room.answers_to("go");

    REQUIRE(answers.size() == 4);
    for (int i = 0; i < 3; ++i) CHECK(answers[static_cast<std::size_t>(i)]["kind"] == "system");
    CHECK(answers[3]["text"] == "good");
}

TEST_CASE("a bot's message and the system's activate nobody") {
    ServerProcess server;
    Room room(server.port());
    FakeBot talker(answers({{"text", "listener talker broken"}}));
    FakeBot listener(answers({{"text", "I heard listener and talker"}}));
    room.install("listener", listener.url());
    room.install("talker", talker.url());
    room.install("broken talker listener", "", "^broken");

    room.say("talker");
    room.say("broken");

    CHECK(talker.requests().size() == 1);
    CHECK(listener.requests().empty());
    CHECK(room.messages().size() == 4);
}

TEST_CASE("a slow bot delays neither its own room nor another one") {
    ServerProcess server;
    Room room(server.port());
    Room other_room(server.port(), "other");
    Signal slow_may_answer;
    FakeBot slow(answers_after(slow_may_answer, "at last"));
    FakeBot quick(answers({{"text", "at once"}}));
    room.install("slow", slow.url());
    room.install("quick", quick.url());
    other_room.install("quick", quick.url());
    other_room.install("slow", slow.url("/other"));

    auto posted = say_in_background(room, "slow");
    auto posted_too = say_in_background(room, "slow again");
    auto posted_elsewhere = say_in_background(other_room, "slow");
    slow.wait_for_requests(3);  // even the slow bot itself is called for all three at once

    CHECK(room.say("quick")["text"] == "quick");
    CHECK(texts(room.messages()).back() == "at once");
    CHECK(other_room.answer_to("quick")["text"] == "at once");
    slow_may_answer.give();
    posted.get();
    posted_too.get();
    posted_elsewhere.get();
    CHECK(room.messages().size() == 6);
    CHECK(other_room.messages().size() == 4);
}

TEST_CASE("a bot that is deleted while an earlier one thinks is still called") {
    ServerProcess server;
    Room room(server.port());
    Signal first_may_answer;
    FakeBot first(answers_after(first_may_answer, "first"));
    FakeBot second(answers({{"text", "second"}}));
    auto first_id = room.install("A", first.url(), "go");
    auto second_id = room.install("B", second.url(), "go");

    auto posted = say_in_background(room, "go");
    first.wait_for_requests(1);
    room.remove(second_id);
    room.remove(first_id);
    first_may_answer.give();
    posted.get();

    CHECK(texts(room.messages()) == std::vector<std::string>{"go", "first", "second"});
    CHECK(room.answers_to("go").empty());
}

TEST_CASE("the bots of a message are called though its client hangs up") {
    ServerProcess server;
    Room room(server.port());
    Signal first_may_answer;
    FakeBot first(answers_after(first_may_answer, "first"));
    FakeBot second(answers({{"text", "second"}}));
    room.install("A", first.url(), "go");
    room.install("B", second.url(), "go");

    {
        auto client = Socket::connect(server.port());
        client.send(request_text("POST", "/api/actions/message", R"({"room":"test","author":"Emmy","text":"go"})"));
        first.wait_for_requests(1);
        client.reset();
    }
    CHECK(room.answers_to("are you there?").empty());  // the server has had time to notice
    first_may_answer.give();

    room.wait_until([](const auto& messages) { return messages.size() == 4; });
    CHECK(texts(room.messages()).back() == "second");
}

TEST_CASE("bots hear only their own room, and room names mind the letter case") {
    ServerProcess server;
    FakeBot bot(answers({{"text", "here"}}));
    Room room(server.port(), "Room");
    room.install("bot", bot.url());

    CHECK(Room(server.port(), "room").answers_to("bot").empty());
    CHECK(room.answers_to("bot").size() == 1);
}
