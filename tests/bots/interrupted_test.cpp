// What a crash broke off, as the rooms are told at the next start (protocol, section 5).
#include "necsus/bots/interrupted.hpp"

#include <catch2/catch.hpp>

#include "support/unit/classroom.hpp"

using namespace necsus;
using Catch::Matchers::Contains;
using Texts = Classroom::Texts;

namespace {

struct Crashed : Classroom {
    /// Stored, and then the server was killed.
    StoredMessage left(const std::string& text, const std::string& room = "lobby") {
        return run(loop, rooms.post(said(room, text), ""));
    }
    void start_again() {
        auto all = store.in_flight.left();
        run(loop, tell_interrupted(loop.get_executor(), rooms, store, dispatcher, std::move(all)));
        CHECK(store.in_flight.left().empty());
        CHECK(client.calls.empty());
    }
};

}  // namespace

TEST_CASE_METHOD(Crashed, "the room is told which bots were thinking about which message, and they are not called") {
    install("lobby", "Echo", "hello");
    install("lobby", "Other", "bye");
    install("lobby", "Parrot", "hello");
    left("hello <you>");
    Ear ear(loop, broker, "lobby");
    start_again();
    CHECK(ear.heard().size() == 1);
    CHECK(each("kind") == Texts{"\"user\"", "\"system\""});
    CHECK_THAT(last("text"), Contains("<b>Echo</b> and <b>Parrot</b>") && Contains("server was stopped") &&
                                 Contains("hello &lt;you&gt;") && !Contains("Other"));
}

TEST_CASE_METHOD(Crashed, "bots that had answered are not named, and without others nothing is told") {
    const auto one = install("lobby", "One", "hello");
    install("lobby", "Two", "hello");
    auto stored = left("hello");
    EndedCall call{"lobby", one, stored.activation, false};
    run(loop, rooms.add_outcome(answered("lobby", one, std::nullopt), call));
    left("nothing for them");
    start_again();
    CHECK(each("kind") == Texts{"\"user\"", "\"bot\"", "\"user\"", "\"system\""});
    CHECK_THAT(last("text"), Contains("<b>Two</b>") && !Contains("One"));
}

TEST_CASE_METHOD(Crashed, "a conversation that was broken off is over, and its bot named") {
    install("lobby", "Guess", "start");
    answers(R"({"text":"?","state":1})");
    post("lobby", "start");
    client.calls.clear();
    left("7");
    start_again();
    CHECK_THAT(last("text"), Contains("<b>Guess</b>") && Contains("<code>7</code>"));
    CHECK(state() == "(none)");
}

TEST_CASE_METHOD(Crashed, "a form's bot is named") {
    run(loop, store.in_flight.begin_form("lobby", "Form"));
    start_again();
    CHECK_THAT(last("text"), Contains("<b>Form</b>") && Contains("a form"));
}

TEST_CASE_METHOD(Crashed, "of many messages a room is told once") {
    for (int i = 1; i <= 7; ++i) install("lobby", "Bot" + std::to_string(i), "hello");
    install("other", "Echo", "hello");
    for (int i = 0; i < 500; ++i) left("hello");
    for (int i = 0; i < 2; ++i) left("hello", "other");
    start_again();
    CHECK(each("kind").size() == 501);
    CHECK_THAT(last("text"), Contains("500 messages") && Contains("Bot1") && Contains("2 more bots"));
    CHECK(each("kind", "other") == Texts{"\"user\"", "\"user\"", "\"system\"", "\"system\""});
}

TEST_CASE_METHOD(Crashed, "of what was cleared or whose bots are gone nothing is told") {
    const auto bot = install("lobby", "Echo", "hello");
    install("other", "Echo", "hello");
    left("hello");
    left("hello", "other");
    run(loop, rooms.delete_bot(bot));
    run(loop, rooms.clear_messages("other"));
    start_again();
    CHECK(each("kind") == Texts{"\"user\""});
    CHECK(each("kind", "other").empty());
}
