#include "necsus/bots/dispatcher.hpp"

#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

#include "support/unit/classroom.hpp"

using namespace necsus;
using Catch::Matchers::Contains;
using Calls = Classroom::Calls;
using Texts = Classroom::Texts;

TEST_CASE_METHOD(Classroom, "a bot that matches is called with exactly room, author, text and params") {
    install("lobby", "Count", R"((?P<n>\d+)(?P<x>!)?)");
    post("lobby", "I have \"12\"");
    CHECK(client.calls ==
          Calls{{"http://h/Count",
                 R"({"room":"lobby","author":"Ada","text":"I have \"12\"","params":{"n":"12","x":null}})"}});
}

TEST_CASE_METHOD(Classroom, "the room's bots that match are called in the order of their ids, and no others") {
    install("lobby", "Zoe");
    install("lobby", "Bob");
    install("lobby", "Ann", "zoe");
    install("other", "Zoe");
    post("lobby", "hello Zoe");
    CHECK(client.calls == Calls{{"http://h/Zoe", R"({"room":"lobby","author":"Ada","text":"hello Zoe","params":{}})"},
                                {"http://h/Ann", R"({"room":"lobby","author":"Ada","text":"hello Zoe","params":{}})"}});
    CHECK(each("author") == Texts{"\"Ada\"", "\"Zoe\"", "\"Ann\""});
}

TEST_CASE_METHOD(Classroom, "an answer is a message of its bot, stored and told") {
    const auto id = install("lobby", "Echo");
    Ear ear(loop, broker, "lobby");
    answers(R"({"text":"hi","author":"Parrot","image":"i","media":"m","css":"c","js":"j","state":{"z": 1.0}})");
    post("lobby", "echo");
    const auto stored = all_messages(loop, store, "lobby");
    REQUIRE(stored.size() == 2);
    CHECK_THAT(stored[1], Contains(R"("room":"lobby","author":"Parrot","kind":"bot","text":"hi","when":)"));
    CHECK_THAT(stored[1], Contains(R"("image":"i","media":"m","js":"j","css":"c","from_bot":)" + std::to_string(id) +
                                   R"(,"base_url":"http://h/Echo","state":{"z": 1.0}})"));
    CHECK(ear.heard() ==
          Texts{R"({"kind":"message","data":)" + stored[0] + "}", R"({"kind":"message","data":)" + stored[1] + "}"});
}

TEST_CASE_METHOD(Classroom, "each answer is told before the next bot is called") {
    install("lobby", "One", "x");
    install("lobby", "Two", "x");
    std::vector<std::size_t> messages_so_far;
    client.thinking = [&](auto) -> awaitable<void> {
        MessageRange whole{"lobby", 0, no_bound};
        auto page = co_await store.messages.page(std::move(whole));
        messages_so_far.push_back(page.messages.size());
    };
    post("lobby", "x");
    CHECK(messages_so_far == std::vector<std::size_t>{1, 2});
}

TEST_CASE_METHOD(Classroom, "bots' and the system's messages activate nobody") {
    install("lobby", "Ping", "x|yes");
    install("lobby", "Pong", "yes");
    post("lobby", "x");
    CHECK(client.calls.size() == 1);
    run(loop, rooms.announce("lobby", "yes"));
    CHECK(client.calls.size() == 1);
}

TEST_CASE_METHOD(Classroom, "an invalid pattern is told, and the next bot is tried") {
    install("lobby", "Bad", "(");
    install("lobby", "Good", "x");
    post("lobby", "x");
    CHECK(each("kind") == Texts{"\"user\"", "\"system\"", "\"bot\""});
    CHECK_THAT(each("text")[1], Contains("<b>Bad</b>"));
    CHECK(each("author")[1] == "\"NeCSuS\"");
}

TEST_CASE_METHOD(Classroom, "a pattern that takes too long is told at each message, and the next bot is tried") {
    install("lobby", "Slow", "^(a+)+$");
    install("lobby", "Good", "a");
    const auto message = std::string(40, 'a') + "!";
    post("lobby", message);
    post("lobby", message);
    CHECK(each("kind") == Texts{"\"user\"", "\"system\"", "\"bot\"", "\"user\"", "\"system\"", "\"bot\""});
    CHECK_THAT(each("text")[1], Contains("<b>Slow</b>") && Contains("timed out"));
    CHECK(each("text")[4] == each("text")[1]);
}

TEST_CASE_METHOD(Classroom, "a pattern that takes long, but not too long, matches") {
    auto patient = dispatcher_with(std::chrono::minutes(1));
    install("lobby", "Slow", "^(?:(?:a|a)*b|(?P<rest>.*)!)");
    for (int i = 0; i < 2; ++i) {  // first on the loop, then where slow ones are searched
        auto stored = run(loop, rooms.post(said("lobby", std::string(16, 'a') + "!"), ""));
        run(loop, patient.deliver(stored));
    }
    REQUIRE(client.calls.size() == 2);
    CHECK_THAT(client.calls[1].json, Contains(R"({"rest":"aaaaaaaaaaaaaaaa"})"));
}

TEST_CASE_METHOD(Classroom, "a long pattern is compiled where slow ones are searched") {
    Workers searches(loop.get_executor(), 1, 0);  // has room for nobody
    Dispatcher busy(loop.get_executor(), rooms, store, rounds, activations,
                    {store.workers, searches, std::chrono::milliseconds(100)});
    install("lobby", "Short", "x{1,9}");
    install("lobby", "Long", "x|" + std::string(1000, 'y'));
    auto post_to = [this](Dispatcher& to) {
        auto stored = run(loop, rooms.post(said("lobby", "x"), ""));
        run(loop, to.deliver(stored));
    };
    post_to(busy);
    CHECK(client.calls.size() == 1);
    CHECK_THAT(last("text"), Contains("<b>Long</b> was not asked"));
    post_to(dispatcher);
    CHECK(client.calls.size() == 3);
}

TEST_CASE_METHOD(Classroom, "a long text is made ready off the loop; if too many wait, the room is told once") {
    Workers texts(loop.get_executor(), 1, 0);
    Dispatcher busy(loop.get_executor(), rooms, store, rounds, activations,
                    {texts, store.workers, std::chrono::milliseconds(100)});
    install("lobby", "One", "x");
    install("lobby", "Two", "x");
    auto stored = run(loop, rooms.post(said("lobby", std::string(70'000, 'x')), ""));
    run(loop, busy.deliver(stored));
    CHECK(client.calls.empty());
    CHECK(each("kind") == Texts{"\"user\"", "\"system\""});
    CHECK_THAT(last("text"), Contains("too many long messages wait"));
}

TEST_CASE_METHOD(Classroom, "what a bot does wrong is told, and the next bot is called") {
    install("lobby", "Bad", "x");
    install("lobby", "Good", "x");
    client.answer = [](const auto& call) {
        return call.url == "http://h/Bad" ? StandInClient::outcome("[]") : StandInClient::outcome(R"({"text":"yes"})");
    };
    post("lobby", "x");
    CHECK(each("kind") == Texts{"\"user\"", "\"system\"", "\"bot\""});
    CHECK_THAT(each("text")[1], Contains("<code>list</code> instead of <code>dict</code>"));
    CHECK(each("from_bot")[1] == "null");
}

TEST_CASE_METHOD(Classroom, "a bot whose URL can't be called is told of without a call") {
    const auto [url, words] = GENERATE(table<std::string, std::string>(
        {{" ", "endpoint URL is empty"}, {"ftp://h/x", "must begin with"}, {"localhost:5000", "must begin with"}}));
    install("lobby", "Echo", "x", url);
    post("lobby", "x");
    CHECK(client.calls.empty());
    CHECK_THAT(last("text"), Contains(words));
}

TEST_CASE_METHOD(Classroom, "a silent bot leaves no message") {
    install("lobby", "Quiet", "x");
    answers("", 204);
    post("lobby", "x");
    CHECK(client.calls.size() == 1);
    CHECK(each("kind") == Texts{"\"user\""});
}

TEST_CASE_METHOD(Classroom, "an answer into another room is stored and told there") {
    install("lobby", "Echo", "x");
    install("other", "Other", "yes");
    Ear lobby(loop, broker, "lobby");
    Ear other(loop, broker, "other");
    answers(R"({"text":"yes","room":"other"})");
    post("lobby", "x");
    CHECK(lobby.heard().size() == 1);
    CHECK(other.heard().size() == 1);
    CHECK(each("kind", "other") == Texts{"\"bot\""});
    CHECK(client.calls.size() == 1);
}

TEST_CASE_METHOD(Classroom, "what a bot answers wrongly is told in the room of its message") {
    install("lobby", "Echo", "x");
    answers(R"({"room":"other"})");
    post("lobby", "x");
    CHECK(last("kind") == "\"system\"");
    CHECK(each("kind", "other").empty());
}

TEST_CASE_METHOD(Classroom, "in a conversation only its bot is called, whatever the text, with its state") {
    const auto state = GENERATE(as<std::string>(), R"({"z": 1.0, "a":1})", "0", "false", "\"\"", "[]");
    install("lobby", "Other", ".");
    const auto id = install("lobby", "Guess", "start");
    client.answer = [&](const auto& call) {
        return StandInClient::outcome(call.url == "http://h/Guess" ? R"({"text":"?","state":)" + state + "}"
                                                                   : R"({"text":"o"})");
    };
    post("lobby", "start");
    CHECK(client.calls.size() == 2);
    CHECK(this->state() == std::to_string(id) + " " + state);
    client.calls.clear();
    post("lobby", "5");
    CHECK(client.calls ==
          Calls{{"http://h/Guess", R"({"room":"lobby","author":"Ada","text":"5","params":{},"state":)" + state + "}"}});
}

TEST_CASE_METHOD(Classroom, "a conversation ends with an answer without a state, a failure, or silence") {
    install("lobby", "Guess", "start");
    const auto [body, status] = GENERATE(table<std::string, int>(
        {{R"({"text":"bye"})", 200}, {R"({"text":"bye","state":null})", 200}, {"oops", 200}, {"", 500}, {"", 204}}));
    answers(R"({"text":"?","state":1})");
    post("lobby", "start");
    CHECK(state() == "1 1");
    answers(body, status);
    post("lobby", "x");
    CHECK(state() == "(none)");
    client.calls.clear();
    post("lobby", "x");
    CHECK(client.calls.empty());
}

TEST_CASE_METHOD(Classroom, "a bot without a state answers after the one with it, and the conversation goes on") {
    install("lobby", "Guess", "start");
    install("lobby", "Echo", "start");
    client.answer = [](const auto& call) {
        return StandInClient::outcome(call.url == "http://h/Guess" ? R"({"text":"?","state":1})"
                                                                   : R"({"text":"start"})");
    };
    post("lobby", "start");
    CHECK(each("author").back() == "\"Echo\"");
    CHECK(state() == "1 1");
}

TEST_CASE_METHOD(Classroom, "a conversation is not forgotten while its bot is thinking") {
    install("lobby", "Guess", "start");
    answers(R"({"text":"?","state":1})");
    post("lobby", "start");
    client.calls.clear();
    bool nested = false;
    client.thinking = [&](auto) -> awaitable<void> {
        if (!std::exchange(nested, true)) co_await posted("lobby", "again");
    };
    post("lobby", "x");
    CHECK(client.calls ==
          Calls{{"http://h/Guess", R"({"room":"lobby","author":"Ada","text":"x","params":{},"state":1})"},
                {"http://h/Guess", R"({"room":"lobby","author":"Ada","text":"again","params":{},"state":1})"}});
}

TEST_CASE_METHOD(Classroom, "a bot of a conversation is called at its current URL, wherever it is now") {
    const auto id = install("lobby", "Guess", "start");
    answers(R"({"text":"?","state":1})");
    post("lobby", "start");
    BotChange change;
    change.id = id;
    change.url = "http://h/new";
    change.room = "other";
    run(loop, rooms.put_bot(change));
    post("lobby", "x");
    CHECK(client.calls.back().url == "http://h/new");
}

TEST_CASE_METHOD(Classroom, "if the bot of a conversation was deleted, the room is as before it") {
    const auto id = install("lobby", "Guess", "start");
    install("lobby", "Echo", "x");
    answers(R"({"text":"?","state":1})");
    post("lobby", "start");
    run(loop, rooms.delete_bot(id));
    client.calls.clear();
    answers(R"({"text":"x"})");
    post("lobby", "x");
    REQUIRE(client.calls.size() == 1);
    CHECK(client.calls[0].url == "http://h/Echo");
}

TEST_CASE_METHOD(Classroom, "if it was deleted between the message and its call, nothing is called") {
    const auto id = install("lobby", "Guess", "start");
    install("lobby", "Echo", "x");
    answers(R"({"text":"?","state":1})");
    post("lobby", "start");
    client.calls.clear();
    auto stored = run(loop, rooms.post(said("lobby", "x"), ""));
    run(loop, rooms.delete_bot(id));
    run(loop, dispatcher.deliver(stored));
    CHECK(client.calls.empty());
    CHECK(state() == "(none)");
}

TEST_CASE_METHOD(Classroom, "a bot deleted while an earlier one is thinking is still called") {
    install("lobby", "One", "x");
    const auto two = install("lobby", "Two", "x");
    client.thinking = [&, two](auto) -> awaitable<void> { co_await rooms.delete_bot(two); };
    post("lobby", "x");
    REQUIRE(client.calls.size() == 2);
    CHECK(client.calls[1].url == "http://h/Two");
}

TEST_CASE_METHOD(Classroom, "a bot that comes while an earlier one is thinking is not called for that message") {
    install("lobby", "One", "x");
    client.thinking = [&](auto) -> awaitable<void> {
        auto change = new_bot("lobby", "Late");
        change.responds_to = "x";
        co_await rooms.put_bot(std::move(change));
    };
    post("lobby", "x");
    CHECK(client.calls.size() == 1);
}

TEST_CASE_METHOD(Classroom, "bots of different messages think at the same time") {
    install("lobby", "Slow", "slow");
    install("lobby", "Quick", "quick");
    Texts finished;
    client.thinking = [&](auto call) -> awaitable<void> {
        // The slow one thinks until the quick one is done.
        while (call.url == "http://h/Slow" && finished.empty()) co_await asio::post(loop.get_executor(), use_awaitable);
        finished.push_back(call.url);
    };
    auto slow = start(loop, posted("lobby", "slow"));
    auto quick = start(loop, posted("lobby", "quick"));
    finish(loop);
    CHECK(finished == Texts{"http://h/Quick", "http://h/Slow"});
}

TEST_CASE_METHOD(Classroom, "a long answer is read like a short one") {
    install("lobby", "Plot", "x");
    answers(R"({"text":"x","image":"data:)" + std::string(1U << 20U, 'A') + R"(","state":1.0})");
    post("lobby", "x");
    CHECK(last("kind") == "\"bot\"");
    CHECK(last("image").size() == (1U << 20U) + 7);
    CHECK(last("state") == "1.0");
}

TEST_CASE_METHOD(Classroom, "a fault of the server is not thrown at who posted: the message is stored, the room told") {
    install("lobby", "Echo", "x");
    client.thinking = [](auto) -> awaitable<void> {
        throw DatabaseError("disk full");
        co_return;
    };
    post("lobby", "x");
    CHECK(each("kind") == Texts{"\"user\"", "\"system\""});
    CHECK_THAT(last("text"), Contains("not all of them were called"));
    CHECK(rounds.under_way() == 0);
}

TEST_CASE_METHOD(Classroom, "an activation is in flight until its last bot has answered") {
    install("lobby", "One", "x");
    std::size_t during = 0;
    client.thinking = [&](auto) -> awaitable<void> {
        during = rounds.under_way();
        co_return;
    };
    post("lobby", "x");
    CHECK(during == 1);
    CHECK(rounds.under_way() == 0);
    run(loop, rounds.idle(Clock::now()));
}

TEST_CASE_METHOD(Classroom, "who waits for idleness waits for the last activation, or for the deadline") {
    install("lobby", "One", "x");
    bool hurry = false;
    client.thinking = [&](auto) -> awaitable<void> {
        while (!hurry) co_await asio::post(loop.get_executor(), use_awaitable);
    };
    auto activation = start(loop, posted("lobby", "x"));
    loop.restart();
    while (rounds.under_way() == 0) loop.poll_one();

    auto impatient = start(loop, rounds.idle(Clock::now() + std::chrono::milliseconds(5)));
    const auto deadline = Clock::now() + run_deadline;
    while (impatient.wait_for(std::chrono::seconds(0)) != std::future_status::ready && Clock::now() < deadline) {
        loop.poll_one();
    }
    CHECK(rounds.under_way() == 1);

    auto patient = start(loop, rounds.idle(Clock::now() + std::chrono::hours(1)));
    for (int i = 0; i < 10; ++i) loop.poll_one();
    hurry = true;
    finish(loop);
    CHECK(patient.wait_for(std::chrono::seconds(0)) == std::future_status::ready);
    CHECK(rounds.under_way() == 0);
}
