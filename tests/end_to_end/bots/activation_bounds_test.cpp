// How many messages may have bots called for them, and what the room is told beyond that (protocol, section 5).
#include <algorithm>
#include <catch2/catch.hpp>
#include <future>
#include <mutex>

#include "support/process/fake_bot.hpp"
#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/thinking_bot.hpp"

using namespace necsus::test;

namespace {

Json message(const std::string& room, const std::string& text) {
    return {{"room", room}, {"author", "Emmy"}, {"text", text}};
}

/// Says it without waiting for bots.
void say(const ServerProcess& server, const std::string& room, const std::string& text = "hello", int times = 1) {
    HttpClient client(server.port());
    for (int i = 0; i < times; ++i) CHECK(client.post(message_action, message(room, text), at_once).status == 202);
}

std::vector<std::string> told(const Room& room) {
    std::vector<std::string> notices;
    for (const auto& message : room.messages()) {
        if (message.at("kind") == "system") notices.push_back(message.at("text").get<std::string>());
    }
    return notices;
}

void wait_until_told(const Room& room, std::size_t count = 1) {
    room.wait_until([count](const auto& messages) {
        auto is_notice = [](const auto& message) { return message.at("kind") == "system"; };
        return std::count_if(messages.begin(), messages.end(), is_notice) >= static_cast<std::ptrdiff_t>(count);
    });
}

}  // namespace

TEST_CASE("a room in which too many messages wait for bots goes on chatting, and is told once that bots aren't asked") {
    ServerProcess server({.flags = {"--max-room-activations", "3"}});
    ThinkingBot bot;
    Room room(server.port(), "busy"), other(server.port(), "other");
    room.install("Thinker", bot.url(), ".");
    FakeBot quick(answers({{"text", "quick"}}));
    other.install("Quick", quick.url(), ".");

    say(server, "busy", "hello", 3);
    bot.wait_for_requests(3);
    say(server, "busy", "hello", 5);
    CHECK(room.say("and I wait").at("text") == "and I wait");  // for nobody
    wait_until_told(room);
    auto notices = told(room);
    REQUIRE(notices.size() == 1);
    CHECK(holds(notices[0], "--max-room-activations"));
    CHECK(holds(notices[0], "3 messages"));
    CHECK(bot.requests() == 3);
    CHECK(other.answer_to("hello").at("text") == "quick");

    bot.let_go();
    room.wait_until([](const auto& messages) { return messages.size() == 13; });  // 9 of Emmy, 1 notice, 3 answers
    CHECK(room.answer_to("and now").at("text") == "thought about it");
}

TEST_CASE("too many messages in all are told in each room, and rooms without bots have no bound") {
    ServerProcess server({.flags = {"--max-activations", "2"}});
    ThinkingBot bot;
    Room one(server.port(), "one"), two(server.port(), "two"), empty(server.port(), "empty");
    one.install("Thinker", bot.url(), ".");
    two.install("Thinker", bot.url(), ".");
    say(server, "one", "hello", 2);
    bot.wait_for_requests(2);
    say(server, "one", "hello", 2);
    say(server, "two", "hello", 2);
    wait_until_told(one);
    wait_until_told(two);
    CHECK(told(one).size() == 1);
    CHECK(told(two).size() == 1);
    CHECK(holds(told(two)[0], "--max-activations"));
    say(server, "empty", "hello", 20);
    CHECK(empty.messages().size() == 20);
    CHECK(bot.requests() == 2);
}

TEST_CASE("a form for bots that are too busy is refused with 429 and when to come again") {
    ServerProcess server({.flags = {"--max-room-activations", "1"}});
    ThinkingBot bot;
    Room room(server.port(), "r");
    auto id = room.install("Thinker", bot.url(), ".");
    say(server, "r");
    bot.wait_for_requests(1);
    HttpClient client(server.port());
    Json form{{"room", "r"}, {"author", "Emmy"}, {"bot_id", id}, {"form_data", Json::object()}};
    for (const auto& headers : {Headers{}, at_once}) {
        auto reply = client.post("/api/actions/message-form", form, headers);
        CHECK(reply.status == 429);
        CHECK(std::stoi(reply.header("retry-after")) > 0);
        CHECK(holds(reply.message(), "--max-room-activations"));
    }
    CHECK(bot.requests() == 1);
    bot.let_go();
    room.wait_until([](const auto& messages) { return messages.size() == 2; });
    CHECK(client.post("/api/actions/message-form", form).status == 200);
}

TEST_CASE("a host to which too many calls wait is not called, and the room told how many wait") {
    ServerProcess server({.flags = {"--max-host-activations", "3", "--max-bot-connections", "2"}});
    ThinkingBot bot;
    FakeBot elsewhere(answers({{"text", "quick"}}));
    Room room(server.port(), "r"), other(server.port(), "other");
    room.install("Thinker", bot.url(), ".");
    other.install("Thinker", bot.url(), "think");
    other.install("Quick", elsewhere.url(), "quick");
    say(server, "r", "hello", 3);
    bot.wait_for_requests(2);
    auto notice = other.answer_to("think");
    CHECK(notice.at("kind") == "system");
    CHECK(holds(notice.at("text"), "3 calls"));
    CHECK(holds(notice.at("text"), "--max-host-activations"));
    CHECK(other.answer_to("quick").at("text") == "quick");
    CHECK(bot.requests() == 2);
    bot.let_go();
    room.wait_until([](const auto& messages) { return messages.size() == 6; });
}

TEST_CASE("a call that got no place at its host in time says that it was never made") {
    ServerProcess server({.flags = {"--max-bot-connections", "1", "--bot-timeout", "1"}});
    ThinkingBot bot;
    Room room(server.port(), "r");
    room.install("Thinker", bot.url(), ".");
    say(server, "r", "hello", 2);
    wait_until_told(room, 2);
    auto notices = told(room);
    auto never_left = [](const auto& text) { return holds(text, "was not called"); };
    CHECK(std::count_if(notices.begin(), notices.end(), never_left) == 1);
    CHECK(std::count_if(notices.begin(), notices.end(),
                        [](const auto& text) { return holds(text, "within 1 second"); }) == 1);
    CHECK(bot.requests() == 1);
}

TEST_CASE("one room's calls that hang leave places at the same host to others") {
    ServerProcess server({.flags = {"--max-bot-connections", "20"}});
    std::promise<void> may_answer;
    FakeBot host([given = may_answer.get_future().share()](Socket& socket, const BotRequest& request) {
        if (holds(request.head, "/hang")) given.wait_for(patience);
        return socket.send(answer_text(R"({"text": "here"})"));
    });
    Room hanging(server.port(), "hanging");
    hanging.install("Hanging", host.url("/hang"), ".");
    say(server, "hanging", "hello", 40);
    host.wait_for_requests(17);
    for (const std::string name : {"one", "two", "three"}) {
        Room other(server.port(), name);
        other.install("Quick", host.url("/quick"), ".");
        CHECK(other.answer_to("hello").at("text") == "here");
    }
    may_answer.set_value();
    hanging.wait_until([](const auto& messages) { return messages.size() == 80; });
}

TEST_CASE("bots that are woken too fast are braked, and the room is told once") {
    ServerProcess server({.flags = {"--round-burst", "3", "--round-rate", "0.1"}});
    ThinkingBot bot;
    Room room(server.port(), "r");
    auto id = room.install("Thinker", bot.url(), "think");
    say(server, "r", "think", 8);
    say(server, "r", "chatting", 8);
    bot.wait_for_requests(3);
    wait_until_told(room);
    auto notices = told(room);
    REQUIRE(notices.size() == 1);
    CHECK(holds(notices[0], "--round-rate"));
    CHECK(bot.requests() == 3);
    Json form{{"room", "r"}, {"author", "Emmy"}, {"bot_id", id}, {"form_data", Json::object()}};
    CHECK(HttpClient(server.port()).post("/api/actions/message-form", form).status == 429);
    bot.let_go();
    room.wait_until([](const auto& messages) { return messages.size() == 20; });
    CHECK(room.say("think").at("text") == "think");  // nobody is called, and it is stored as ever
    CHECK(bot.requests() == 3);
}

TEST_CASE("a bot that posts what wakes it once it has answered comes to an end, and its room is told once") {
    ServerProcess server({.flags = {"--round-burst", "5", "--round-rate", "0.1"}});
    std::promise<void> over;
    std::mutex mutex;
    std::vector<std::future<void>> posts;
    FakeBot bot([&, ended = over.get_future().share()](Socket& socket, const BotRequest&) {
        // In its own time: by then the round that woke it is over.
        const std::lock_guard lock(mutex);
        posts.push_back(std::async(std::launch::async, [&server, ended] {
            ended.wait_for(std::chrono::milliseconds(10));
            HttpClient(server.port()).post(message_action, message("r", "echo"), at_once);
        }));
        return socket.send(answer_text(R"({"text": "echo"})"));
    });
    Room room(server.port(), "r");
    room.install("Echo", bot.url(), ".");
    say(server, "r", "hello");
    wait_until_told(room);
    CHECK(bot.requests().size() == 5);
    CHECK(told(room).size() == 1);
    CHECK(holds(told(room)[0], "--round-rate"));
    auto messages = room.messages();
    CHECK(std::count_if(messages.begin(), messages.end(), [](const auto& one) { return one.at("kind") == "user"; }) ==
          6);
}

TEST_CASE("a bot that answers itself by way of the API comes to an end") {
    ServerProcess server({.flags = {"--round-burst", "5", "--round-rate", "0.1"}});
    FakeBot bot([&server](Socket& socket, const BotRequest&) {
        HttpClient client(server.port());
        for (int i = 0; i < 2; ++i) client.post(message_action, message("r", "echo"), at_once);
        return socket.send(answer_text(R"({"text": "echo"})"));
    });
    Room room(server.port(), "r");
    room.install("Echo", bot.url(), ".");
    say(server, "r", "hello");
    wait_until_told(room);
    CHECK(holds(told(room)[0], "--round-rate"));
    auto calls = bot.wait_for_requests(5).size();
    CHECK(calls <= 60);
}

TEST_CASE("a room has so many bots and no more; those that it has can be changed") {
    ServerProcess server({.flags = {"--max-room-bots", "2"}});
    FakeBot bot(answers({{"text", "?"}, {"state", 1}}));
    Room room(server.port(), "r"), other(server.port(), "other");
    auto one = room.install("One", bot.url("/one"), "one");
    room.install("Two", bot.url("/two"), "two");
    auto elsewhere = other.install("Three", bot.url(), "three");
    HttpClient client(server.port());
    for (const auto& change : {Json{{"room", "r"}, {"name", "Three"}}, Json{{"id", elsewhere}, {"room", "r"}}}) {
        auto reply = client.post("/api/actions/bot", change);
        CHECK(reply.status == 400);
        CHECK(holds(reply.message(), "2 bots"));
        CHECK(holds(reply.message(), "--max-room-bots"));
    }
    CHECK(room.act("bot", {{"id", one}, {"name", "Uno"}, {"room", "r"}}).at("name") == "Uno");
    CHECK(room.bots().size() == 2);
    CHECK(other.bots().size() == 1);

    room.press(one, Json::object(), "/three");  // answers with a state, and so wants to be installed
    room.wait_until([](const auto& messages) { return messages.size() == 2; });
    auto messages = room.messages();
    CHECK(messages[0].at("kind") == "bot");
    CHECK(messages[0].at("state").is_null());
    CHECK(holds(messages[1].at("text"), "--max-room-bots"));
    CHECK(room.bots().size() == 2);
}
