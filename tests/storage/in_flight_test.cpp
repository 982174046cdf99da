// The rows of messages and forms for which bots are being called (protocol, section 5).
#include "necsus/storage/in_flight.hpp"

#include <catch2/catch.hpp>

#include "support/unit/store.hpp"

using namespace necsus;

namespace {

struct InFlightCase {
    StoredMessage say(const std::string& room) {
        return run(loop, store.messages.add_user_message(said(room, "hello"), ""));
    }
    BotId install(const std::string& room) {
        return run(loop, store.bots.put(new_bot(room, "Echo"), many_bots)).now->id;
    }
    void answer(const StoredMessage& to, BotId bot, bool is_last, std::optional<std::string> state = std::nullopt) {
        EndedCall call{to.message.room, bot, to.activation, is_last};
        run(loop, store.messages.add_outcome(answered(to.message.room, bot, std::move(state)), call));
    }

    asio::io_context loop;
    Store store{loop};
};

}  // namespace

TEST_CASE_METHOD(InFlightCase, "a message is noted where the room has bots, and nothing where it has none") {
    CHECK(say("empty").activation == no_activation);
    install("lobby");
    auto stored = say("lobby");
    CHECK(stored.activation != no_activation);
    auto left = store.in_flight.left();
    REQUIRE(left.size() == 1);
    CHECK(left[0].id == stored.activation);
    CHECK(left[0].room == "lobby");
    CHECK(left[0].message == stored.message.id);
    CHECK_FALSE(left[0].bot);
    CHECK(left[0].answered == 0);
}

TEST_CASE_METHOD(InFlightCase, "an answer is noted with it, and the last one takes the row away") {
    auto one = install("lobby");
    auto two = install("lobby");
    auto stored = say("lobby");
    answer(stored, one, false);
    CHECK(store.in_flight.left()[0].answered == one);
    answer(stored, two, true);
    CHECK(store.in_flight.left().empty());
    auto again = say("lobby");
    EndedCall silent{"lobby", two, again.activation, true};
    run(loop, store.messages.note_silence(silent));
    CHECK(store.in_flight.left().empty());
}

TEST_CASE_METHOD(InFlightCase, "in a conversation its bot is noted, wherever that lives") {
    auto bot = install("elsewhere");
    StoredMessage none;
    none.message.room = "lobby";
    answer(none, bot, true, "1");
    auto stored = say("lobby");
    auto left = store.in_flight.left();
    REQUIRE(left.size() == 1);
    CHECK(left[0].bot == bot);
}

TEST_CASE_METHOD(InFlightCase, "rows of activations that end without an outcome go together, a moment later") {
    install("lobby");
    std::vector<StoredMessage> all;
    for (int i = 0; i < 500; ++i) all.push_back(say("lobby"));
    CHECK(store.in_flight.left().size() == 500);
    for (const auto& one : all) store.in_flight.ended(one.activation);
    store.in_flight.ended(no_activation);
    run(loop, store.in_flight.caught_up(Clock::now() + run_deadline));
    CHECK(store.in_flight.left().empty());
    run(loop, store.in_flight.caught_up(Clock::now()));
}

TEST_CASE_METHOD(InFlightCase, "or serve the next message") {
    install("lobby");
    auto first = say("lobby");
    store.in_flight.ended(first.activation);
    auto without_bots = start(loop, store.messages.add_user_message(said("empty", "hello"), ""));
    auto next = start(loop, store.messages.add_user_message(said("lobby", "hello"), ""));
    finish(loop);
    CHECK(result_of(std::move(without_bots)).activation == no_activation);
    auto second = result_of(std::move(next));
    CHECK(second.activation == first.activation);
    auto left = store.in_flight.left();
    REQUIRE(left.size() == 1);
    CHECK(left[0].message == second.message.id);
}

TEST_CASE_METHOD(InFlightCase, "a form is noted with its bot's name") {
    auto form = run(loop, store.in_flight.begin_form("lobby", "Echo"));
    install("lobby");
    auto message = say("lobby");
    auto left = store.in_flight.left();
    REQUIRE(left.size() == 2);
    CHECK(left[0].id == form);
    CHECK(left[0].bot_name == "Echo");
    CHECK_FALSE(left[0].message);
    CHECK(left[1].message == message.message.id);
}
