// Who asks for activity is told whose the room's next message is, directly after what made it so; nobody else is.
#include <catch2/catch.hpp>

#include "necsus/rooms/rooms.hpp"
#include "support/unit/ear.hpp"
#include "support/unit/store.hpp"

using namespace necsus;
using Texts = std::vector<std::string>;

namespace {

const std::string over = R"({"kind":"conversation","data":{"bot_id":null}})";

std::string led(BotId bot, const std::string& name, const std::string& state) {
    return R"({"kind":"conversation","data":{"bot_id":)" + std::to_string(bot) + R"(,"name":")" + name +
           R"(","state":)" + state + "}}";
}

struct Fixture {
    Fixture() {
        for (const auto* name : {"One", "Two"}) run(loop, rooms.put_bot(new_bot("lobby", name)));
        heard(lobby);
        heard(other);
        plain.heard();
    }

    /// Bot `bot`, called in the lobby, answers there or in `room`.
    void answer(BotId bot, std::optional<std::string> state, const std::string& room = "lobby") {
        run(loop, rooms.add_outcome(answered(room, bot, std::move(state)), {"lobby", bot}));
    }
    /// Conversations as they are, all else by its kind.
    static Texts heard(Ear& ear) {
        auto events = ear.heard();
        for (auto& event : events) {
            if (!event.starts_with(R"({"kind":"conversation")")) event = event.substr(9, event.find('"', 9) - 9);
        }
        return events;
    }
    std::string greeting(const std::string& room = "lobby") {
        return *run(loop, rooms.join(room, -1, Interest::activity)).conversation;
    }

    asio::io_context loop;
    Store store{loop};
    Broker broker{loop.get_executor()};
    Rooms rooms{loop.get_executor(), store, broker, roomy, many_bots};
    Ear lobby{loop, broker, "lobby", Interest::activity};
    Ear other{loop, broker, "other", Interest::activity};
    Ear plain{loop, broker, "lobby"};
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a state is told after its message, and each newer one; who did not ask is not told") {
    answer(1, R"({"a": 1.0})");
    answer(1, "2");
    answer(2, "3");
    CHECK(heard(lobby) == Texts{"message", led(1, "One", R"({"a": 1.0})"), "message", led(1, "One", "2"), "message",
                                led(2, "Two", "3")});
    CHECK(heard(plain) == Texts{"message", "message", "message"});
    CHECK(heard(other).empty());
    CHECK(greeting() == led(2, "Two", "3"));
    CHECK_FALSE(run(loop, rooms.join("lobby", -1)).conversation);
}

TEST_CASE_METHOD(Fixture, "what ends a conversation tells so, in the order in which it came about") {
    answer(1, "1");
    heard(lobby);
    SECTION("an answer without a state") {
        answer(1, std::nullopt);
        CHECK(heard(lobby) == Texts{"message", over});
    }
    SECTION("silence") {
        run(loop, rooms.note_silence({"lobby", 1}));
        CHECK(heard(lobby) == Texts{over});
    }
    SECTION("somebody leaves it") {
        run(loop, rooms.clear_state("lobby", "cleared"));
        CHECK(heard(lobby) == Texts{"message", over});
    }
    SECTION("the room is cleared") {
        run(loop, rooms.clear_messages("lobby"));
        CHECK(heard(lobby) == Texts{"clear_messages", over});
    }
    SECTION("its bot is deleted") {
        run(loop, rooms.delete_bot(1));
        CHECK(heard(lobby) == Texts{"delete_bot", over});
    }
    SECTION("the server was stopped while its bot was thinking") {
        run(loop, rooms.add_interruptions({system_message("lobby", "stopped")}, {{"lobby", 1}}));
        CHECK(heard(lobby) == Texts{"message", over});
    }
    SECTION("its bot goes on in another room") {
        answer(1, "2", "other");
        CHECK(heard(lobby) == Texts{over});
        CHECK(heard(other) == Texts{"message", led(1, "One", "2")});
        CHECK(greeting("other") == led(1, "One", "2"));
    }
    CHECK(greeting() == over);
}

TEST_CASE_METHOD(Fixture, "what does not touch the conversation tells nothing of it") {
    answer(1, "1");
    heard(lobby);
    run(loop, rooms.post(said("lobby", "x"), ""));
    answer(2, std::nullopt);
    run(loop, rooms.note_silence({"lobby", 2}));
    run(loop, rooms.delete_bot(2));
    answer(2, "state of a bot that is no more");
    CHECK(heard(lobby) == Texts{"message", "message", "delete_bot", "message"});
    CHECK(greeting() == led(1, "One", "1"));
}

TEST_CASE_METHOD(Fixture, "a bot that led another room and is deleted ends its conversation there") {
    answer(1, "1", "other");
    heard(other);
    run(loop, rooms.delete_bot(1));
    CHECK(heard(other) == Texts{over});
}

TEST_CASE_METHOD(Fixture, "a room without a conversation says so at the start, and nothing when one is left") {
    CHECK(greeting() == over);
    run(loop, rooms.clear_state("lobby", "cleared"));
    run(loop, rooms.clear_messages("lobby"));
    CHECK(heard(lobby).empty());
}
