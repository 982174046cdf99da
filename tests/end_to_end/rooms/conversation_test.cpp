// The conversation of a room: how it begins, whom it belongs to, and what does not end it (protocol, section 5).
#include <catch2/catch.hpp>
#include <future>

#include "support/process/fake_bot.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

namespace {

/// Answers "<name>: <text>" and leaves the state while people say something with "go" in it.
FakeBot::Behaviour converses(const std::string& name, const std::string& state) {
    return [name, state](Socket& socket, const BotRequest& request) {
        auto text = request.json().value("text", "");
        auto reply = R"({"text":)" + Json(name + ": " + text).dump() +
                     (holds(text, "go") ? R"(,"state":)" + state : std::string()) + "}";
        return socket.send(answer_text(reply));
    };
}

}  // namespace

TEST_CASE("a state begins a conversation: the next message goes to that bot only, with the state") {
    ServerProcess server;
    Room room(server.port());
    FakeBot owner(converses("owner", R"({"step":1})"));
    FakeBot other(answers({{"text", "other"}}));
    auto id = room.install("owner", owner.url(), "begin");
    room.install("other", other.url(), "anything");

    auto first = room.answer_to("begin, go");
    CHECK(first["state"] == Json{{"step", 1}});
    auto second = room.answer_to("anything");  // and it is not what the owner's pattern asks for

    CHECK(second["text"] == "owner: anything");
    CHECK(second["from_bot"] == id);
    CHECK(second["state"].is_null());
    CHECK(owner.requests()[1].json() == Json{{"room", "test"},
                                             {"author", "Emmy"},
                                             {"text", "anything"},
                                             {"params", Json::object()},
                                             {"state", {{"step", 1}}}});
    CHECK(other.requests().empty());

    CHECK(room.answer_to("anything")["text"] == "other");  // it was over with the answer without a state
    CHECK(owner.requests().size() == 2);
}

TEST_CASE("a user's message in a conversation has no state of its own") {
    ServerProcess server;
    Room room(server.port());
    FakeBot owner(converses("owner", "1"));
    room.install("owner", owner.url());

    CHECK(room.say("owner, go")["state"].is_null());
    CHECK(room.say("go on")["state"].is_null());
    CHECK(room.answer_to("go on")["state"] == 1);
}

TEST_CASE("each state replaces the one before") {
    ServerProcess server;
    Room room(server.port());
    std::atomic<int> count = 0;
    FakeBot owner([&count](Socket& socket, const BotRequest&) {
        return socket.send(answer_text(Json{{"text", "again"}, {"state", ++count}}.dump()));
    });
    room.install("owner", owner.url());

    room.say("owner");
    room.say("x");
    room.say("x");

    CHECK(owner.requests()[1].json()["state"] == 1);
    CHECK(owner.requests()[2].json()["state"] == 2);
}

TEST_CASE("a newer bot's state replaces the conversation") {
    ServerProcess server;
    Room room(server.port());
    FakeBot first(converses("first", "1"));
    FakeBot second(converses("second", "2"));
    room.install("first", first.url(), "go");
    room.install("second", second.url(), "go");

    CHECK(room.answers_to("go").size() == 2);

    CHECK(texts(room.answers_to("and now?")) == std::vector<std::string>{"second: and now?"});
    CHECK(second.requests()[1].json()["state"] == 2);
    CHECK(first.requests().size() == 1);
}

TEST_CASE("another bot's answer without a state, to the same message, does not end the conversation") {
    ServerProcess server;
    Room room(server.port());
    FakeBot owner(converses("owner", R"("mine")"));
    FakeBot other(answers({{"text", "other"}}));
    room.install("earlier", other.url(), "go");
    room.install("owner", owner.url(), "go");
    room.install("later", other.url(), "go");

    CHECK(room.answers_to("go").size() == 3);

    CHECK(texts(room.answers_to("and?")) == std::vector<std::string>{"owner: and?"});
    CHECK(owner.requests()[1].json()["state"] == "mine");
}

TEST_CASE("a bot that fails and one that is silent, called by the same message, do not end the conversation") {
    ServerProcess server;
    Room room(server.port());
    FakeBot owner(converses("owner", R"("mine")"));
    FakeBot quiet(sends("HTTP/1.1 204 No Content\r\n\r\n"));
    room.install("owner", owner.url(), "go");
    room.install("fails", "", "go");
    room.install("quiet", quiet.url(), "go");

    CHECK(room.answers_to("go").size() == 2);

    CHECK(texts(room.answers_to("and?")) == std::vector<std::string>{"owner: and?"});
    CHECK(owner.requests()[1].json()["state"] == "mine");
}

TEST_CASE("a conversation goes on while its bot is thinking") {
    ServerProcess server;
    Room room(server.port());
    std::promise<void> may_answer;
    FakeBot owner([given = may_answer.get_future().share()](Socket& socket, const BotRequest& request) {
        if (request.json()["text"] == "slowly") given.wait_for(patience);
        return socket.send(answer_text(Json{{"text", "yes"}, {"state", request.json()["text"]}}.dump()));
    });
    FakeBot other(answers({{"text", "other"}}));
    room.install("owner", owner.url(), "go");
    room.install("other", other.url(), "anything");
    room.say("go");

    auto slow = std::async(std::launch::async, [&] { return room.say("slowly"); });
    owner.wait_for_requests(2);
    CHECK(room.answer_to("anything")["text"] == "yes");
    CHECK(owner.requests()[2].json()["state"] == "go");
    may_answer.set_value();
    slow.get();

    CHECK(room.answer_to("anything")["text"] == "yes");
    CHECK(owner.requests()[3].json()["state"] == "slowly");
    CHECK(other.requests().empty());
}

TEST_CASE("a message before any bot answered is no part of the conversation that then begins") {
    ServerProcess server;
    Room room(server.port());
    std::promise<void> may_answer;
    FakeBot owner([given = may_answer.get_future().share()](Socket& socket, const BotRequest&) {
        given.wait_for(patience);
        return socket.send(answer_text(R"({"text":"begun","state":1})"));
    });
    FakeBot other(answers({{"text", "other"}}));
    room.install("owner", owner.url(), "go");
    room.install("other", other.url());

    auto slow = std::async(std::launch::async, [&] { return room.say("go"); });
    owner.wait_for_requests(1);
    CHECK(room.answer_to("other")["text"] == "other");
    may_answer.set_value();
    slow.get();

    CHECK(room.answer_to("other")["text"] == "begun");
}

TEST_CASE("conversations of different rooms are separate, also with the same bot") {
    ServerProcess server;
    Room room(server.port());
    Room other_room(server.port(), "other");
    FakeBot bot(converses("bot", "1"));
    FakeBot echo(answers({{"text", "echo"}}));
    room.install("bot", bot.url());
    other_room.install("bot", bot.url());
    other_room.install("echo", echo.url());

    room.say("bot, go");

    CHECK(other_room.answer_to("echo")["text"] == "echo");
    CHECK(room.answer_to("echo")["text"] == "bot: echo");
}

TEST_CASE("a state in an answer that names another room begins a conversation there") {
    ServerProcess server;
    Room room(server.port());
    Room other_room(server.port(), "other");
    FakeBot bot(answers({{"text", "over here"}, {"room", "other"}, {"state", "s"}}));
    room.install("bot", bot.url());

    room.say("bot");
    room.say("nothing");
    CHECK(bot.requests().size() == 1);

    other_room.say("hello");
    REQUIRE(bot.requests().size() == 2);
    CHECK(bot.requests()[1].json()["state"] == "s");
    CHECK(bot.requests()[1].json()["room"] == "other");
}

TEST_CASE("the bot of a conversation is called at its current URL") {
    ServerProcess server;
    Room room(server.port());
    FakeBot old_home(converses("old home", "1"));
    FakeBot new_home(converses("new home", "2"));
    auto id = room.install("bot", old_home.url());

    room.say("bot, go");
    room.act("bot", {{"id", id}, {"url", new_home.url()}, {"responds_to", "never"}});

    CHECK(room.answer_to("where are you?")["text"] == "new home: where are you?");
    CHECK(new_home.requests()[0].json()["state"] == 1);
    CHECK(old_home.requests().size() == 1);
}

TEST_CASE("bots of a conversation activate nobody either") {
    ServerProcess server;
    Room room(server.port());
    FakeBot owner(converses("owner says other", "1"));
    FakeBot other(answers({{"text", "other"}}));
    room.install("owner", owner.url(), "go");
    room.install("other", other.url());

    room.say("go");
    room.say("end");

    CHECK(other.requests().empty());
}
