#include "necsus/bots/outcomes.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>

#include "support/unit/classroom.hpp"

using namespace necsus;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Texts = Classroom::Texts;

namespace {

constexpr std::size_t large = 100'000;

/// A classroom whose disk fills up.
struct FullDisk : Classroom {
    Outcomes outcomes{loop.get_executor(), rooms, {1000, 60s}};

    int pragma(const std::string& text) {
        auto statement = store.database.prepare("PRAGMA " + text);
        return statement->executeStep() ? statement->getColumn(0).getInt() : -1;
    }
    void fill() { pragma("max_page_count = " + std::to_string(pragma("page_count"))); }
    void make_room() { pragma("max_page_count = 100000"); }

    awaitable<void> make_room_later() {
        Timer timer(loop.get_executor(), 120ms);
        co_await timer.async_wait(use_awaitable);
        make_room();
    }
    awaitable<void> stop_later() {
        Timer timer(loop.get_executor(), 20ms);
        co_await timer.async_wait(use_awaitable);
        outcomes.stop();
    }

    /// A message that needs room on the disk.
    static Message long_answer(BotId bot, char letter, std::optional<std::string> state = {}) {
        auto message = answered("lobby", bot, std::move(state));
        message.text = std::string(large, letter);
        return message;
    }
    /// The first letters of the room's messages.
    Texts letters() {
        Texts all;
        for (const auto& text : each("text")) all.push_back(text.substr(1, 1));
        return all;
    }
};

}  // namespace

TEST_CASE_METHOD(FullDisk, "an outcome that can't be stored is kept until it can be") {
    const auto id = install("lobby", "Echo");
    Ear ear(loop, broker, "lobby");
    fill();
    auto kept = start(loop, outcomes.add("Echo", long_answer(id, 'a', "1"), {"lobby", id}));
    auto later = start(loop, make_room_later());
    finish(loop);
    CHECK(letters() == Texts{"a"});
    CHECK(state() == std::to_string(id) + " 1");
    CHECK(ear.heard().size() == 1);
}

TEST_CASE_METHOD(FullDisk, "a bot is called only when the answer of the one before is stored") {
    install("lobby", "One", "x");
    install("lobby", "Two", "x");
    Texts called;
    client.thinking = [&](auto call) -> awaitable<void> {
        called.push_back(call.url);
        if (called.size() == 1) fill();
        co_return;
    };
    client.answer = [&](const auto& call) {
        return StandInClient::outcome(R"({"text":")" + std::string(large, call.url.back()) + "\"}");
    };
    auto posting = start(loop, posted("lobby", "x"));
    auto later = start(loop, make_room_later());
    finish(loop);
    CHECK(called == Texts{"http://h/One", "http://h/Two"});
    CHECK(letters() == Texts{"x", "e", "o"});
}

TEST_CASE_METHOD(FullDisk, "an outcome that is given up after a time is told of when something can be stored again") {
    const auto id = install("lobby", "Echo");
    run(loop, outcomes.add("Echo", answered("lobby", id, "1"), {"lobby", id}));
    Outcomes impatient(loop.get_executor(), rooms, {1000, 10ms});
    fill();
    auto first = start(loop, impatient.add("Echo", long_answer(id, 'a', "2"), {"lobby", id}));
    auto second = start(loop, impatient.add("Echo", long_answer(id, 'b', "2"), {"lobby", id}));
    auto later = start(loop, make_room_later());
    finish(loop);
    CHECK_THAT(last("text"), Contains("2 answers of <b>Echo</b> could not be stored"));
    CHECK(last("kind") == "\"system\"");
    CHECK(state() == "(none)");  // the conversation is over, as after any failure
}

TEST_CASE_METHOD(FullDisk, "only so many outcomes are kept, in number and in bytes") {
    const auto id = install("lobby", "Echo");
    const auto bounds = GENERATE(OutcomeBounds{1, 60s, 10 * large}, OutcomeBounds{1000, 60s, large * 3 / 2});
    Outcomes few(loop.get_executor(), rooms, bounds);
    fill();
    auto first = start(loop, few.add("Echo", long_answer(id, 'a'), {"lobby", id}));
    auto second = start(loop, few.add("Bee", long_answer(id, 'b'), {"lobby", id}));
    auto later = start(loop, make_room_later());
    finish(loop);
    CHECK(letters().front() == "a");
    CHECK_THAT(last("text"), Contains("An answer of <b>Bee</b> could not be stored"));
}

TEST_CASE_METHOD(FullDisk, "what the system says is kept, too") {
    fill();
    auto kept = start(loop, outcomes.announce("lobby", std::string(large, 's')));
    auto later = start(loop, make_room_later());
    finish(loop);
    CHECK(letters() == Texts{"s"});
}

TEST_CASE_METHOD(FullDisk, "a server that ends keeps nothing") {
    const auto id = install("lobby", "Echo");
    fill();
    auto kept = start(loop, outcomes.add("Echo", long_answer(id, 'a'), {"lobby", id}));
    auto stopping = start(loop, stop_later());
    finish(loop);
    result_of(std::move(kept));
    CHECK(letters().empty());
}

TEST_CASE_METHOD(FullDisk, "what the tables reject is not tried again and again") {
    auto nowhere = answered("", 1, std::nullopt);  // a rule of the table
    run(loop, outcomes.add("Echo", std::move(nowhere), {"lobby", 1}));
    CHECK_THAT(last("text"), Contains("An answer of <b>Echo</b> could not be stored"));
}
