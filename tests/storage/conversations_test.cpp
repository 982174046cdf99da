// The conversation of a room, as the repositories keep it: protocol, section 5.
#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>

#include "support/temp_folder.hpp"
#include "support/unit/store.hpp"

using namespace necsus;

namespace {

using Talk = std::optional<std::pair<BotId, std::string>>;

struct ConversationsCase {
    ConversationsCase() {
        for (const auto* name : {"One", "Two"}) run(loop, store.bots.put(new_bot("lobby", name), many_bots));
    }

    /// Bot `bot`, called in the lobby, answers there or in `room`.
    void answer(BotId bot, std::optional<std::string> state, const std::string& room = "lobby") {
        run(loop, store.messages.add_outcome(answered(room, bot, std::move(state)), {"lobby", bot}));
    }
    Talk talk(const std::string& room = "lobby") {
        auto conversation = run(loop, store.messages.conversation(room));
        return conversation ? Talk({conversation->bot_id, conversation->state}) : std::nullopt;
    }

    asio::io_context loop;
    Store store{loop};
};

}  // namespace

TEST_CASE_METHOD(ConversationsCase, "a conversation begins when a bot answers with a state, kept byte for byte") {
    const auto state = GENERATE(as<std::string>(), R"({"z": 1.0,  "a":1})", "0", "false", "\"\"", "[]", "{}",
                                "123456789012345678901234567890", "\"\\u00e9\"");
    CHECK(talk() == std::nullopt);
    answer(1, state);
    CHECK(talk() == Talk({1, state}));
    CHECK(all_messages(loop, store, "lobby").back().ends_with("\"state\":" + state + "}"));
}

TEST_CASE_METHOD(ConversationsCase, "a newer state replaces an older one, whoever left it") {
    answer(1, "1");
    answer(1, "2");
    CHECK(talk() == Talk({1, "2"}));
    answer(2, "3");
    CHECK(talk() == Talk({2, "3"}));
}

TEST_CASE_METHOD(ConversationsCase, "a conversation ends when its bot answers without a state") {
    answer(1, "1");
    answer(1, std::nullopt);
    CHECK(talk() == std::nullopt);
}

TEST_CASE_METHOD(ConversationsCase, "a conversation ends when the call of its bot fails") {
    answer(1, "1");
    auto failure = answered("lobby", 1, std::nullopt);
    failure.kind = MessageKind::system;
    failure.from_bot.reset();
    run(loop, store.messages.add_outcome(failure, {"lobby", 1}));
    CHECK(talk() == std::nullopt);
}

TEST_CASE_METHOD(ConversationsCase, "a conversation ends when its bot is silent, and not when another one is") {
    answer(1, "1");
    run(loop, store.messages.note_silence({"lobby", 2}));
    CHECK(talk() == Talk({1, "1"}));
    run(loop, store.messages.note_silence({"other", 1}));
    CHECK(talk() == Talk({1, "1"}));
    run(loop, store.messages.note_silence({"lobby", 1}));
    CHECK(talk() == std::nullopt);
}

TEST_CASE_METHOD(ConversationsCase, "a conversation does not end because another bot answers without a state") {
    answer(1, "1");
    answer(2, std::nullopt);
    CHECK(talk() == Talk({1, "1"}));
}

TEST_CASE_METHOD(ConversationsCase, "users' and the system's messages leave a conversation alone") {
    answer(1, "1");
    run(loop, store.messages.add_user_message(said("lobby", "x"), ""));
    run(loop, store.messages.add_system_message(answered("lobby", 1, std::nullopt)));
    CHECK(talk() == Talk({1, "1"}));
}

TEST_CASE_METHOD(ConversationsCase, "a user's message finds the conversation that was there when it came") {
    CHECK_FALSE(run(loop, store.messages.add_user_message(said("lobby", "x"), "")).conversation);
    answer(1, "1");
    const auto stored = run(loop, store.messages.add_user_message(said("lobby", "x"), ""));
    REQUIRE(stored.conversation);
    CHECK(stored.conversation->bot_id == 1);
    CHECK(stored.conversation->state == "1");
    CHECK(stored.json.ends_with(R"("state":null})"));
    CHECK_FALSE(run(loop, store.messages.add_user_message(said("other", "x"), "")).conversation);
}

TEST_CASE_METHOD(ConversationsCase, "a conversation ends when its bot is deleted, and not when another one is") {
    answer(1, "1");
    run(loop, store.bots.remove(2));
    CHECK(talk() == Talk({1, "1"}));
    run(loop, store.bots.remove(1));
    CHECK(talk() == std::nullopt);
}

TEST_CASE_METHOD(ConversationsCase, "a bot that was deleted while it was thinking begins nothing") {
    run(loop, store.bots.remove(1));
    answer(1, "1");
    CHECK(talk() == std::nullopt);
    CHECK(all_messages(loop, store, "lobby").size() == 1);
}

TEST_CASE_METHOD(ConversationsCase,
                 "clearing the state ends a conversation with a notice, and says nothing where there is none") {
    answer(1, "1");
    const auto notice = run(loop, store.messages.end_conversation(answered("lobby", 1, std::nullopt)));
    REQUIRE(notice);
    CHECK(all_messages(loop, store, "lobby").back() == notice->json);
    CHECK(talk() == std::nullopt);
    CHECK_FALSE(run(loop, store.messages.end_conversation(answered("lobby", 1, std::nullopt))));
    CHECK(all_messages(loop, store, "lobby").size() == 2);
}

TEST_CASE_METHOD(ConversationsCase, "clearing the room ends a conversation, and no other room's") {
    answer(1, "1");
    answer(2, "2", "other");
    answer(1, "1");
    run(loop, store.messages.clear("lobby"));
    CHECK(talk() == std::nullopt);
    CHECK(talk("other") == Talk({2, "2"}));
}

TEST_CASE_METHOD(ConversationsCase, "an answer into another room begins its conversation there and ends it here") {
    answer(1, "1");
    answer(1, "2", "other");
    CHECK(talk() == std::nullopt);
    CHECK(talk("other") == Talk({1, "2"}));
}

TEST_CASE("a conversation survives a restart") {
    asio::io_context loop;
    TempFolder folder;
    {
        Store store(loop, folder / "necsus.db");
        run(loop, store.bots.put(new_bot("lobby", "One"), many_bots));
        run(loop, store.messages.add_outcome(answered("lobby", 1, "{\"n\": 1.0}"), {"lobby", 1}));
        run(loop, store.messages.add_user_message(said("lobby", "x"), ""));
    }
    Store store(loop, folder / "necsus.db");
    const auto conversation = run(loop, store.messages.conversation("lobby"));
    REQUIRE(conversation);
    CHECK(conversation->bot_id == 1);
    CHECK(conversation->state == "{\"n\": 1.0}");
}

TEST_CASE("a conversation whose message another program took away is over, at once and after a restart") {
    asio::io_context loop;
    TempFolder folder;
    const auto path = (folder / "necsus.db").string();
    const bool while_running = GENERATE(true, false);
    const auto* how = GENERATE("DELETE FROM messages WHERE room = 'lobby'",
                               "INSERT OR REPLACE INTO clears SELECT 'lobby', max(id) FROM messages");
    {
        Store store(loop, path);
        run(loop, store.bots.put(new_bot("lobby", "One"), many_bots));
        run(loop, store.messages.add_outcome(answered("lobby", 1, "1"), {"lobby", 1}));
        run(loop, store.messages.add_user_message(said("lobby", "x"), ""));
        if (while_running && std::string_view(how).starts_with("DELETE")) {
            SQLite::Database(path, SQLite::OPEN_READWRITE).exec(how);
            CHECK_FALSE(run(loop, store.messages.conversation("lobby")));
            CHECK_FALSE(run(loop, store.messages.add_user_message(said("lobby", "x"), "")).conversation);
        }
    }
    SQLite::Database(path, SQLite::OPEN_READWRITE).exec(how);
    Store store(loop, path);
    CHECK_FALSE(run(loop, store.messages.conversation("lobby")));
}

TEST_CASE("a conversation of a file from before its message was noted goes on, unless that is gone") {
    asio::io_context loop;
    TempFolder folder;
    const auto path = (folder / "necsus.db").string();
    const bool cleared = GENERATE(false, true);
    {
        Store store(loop, path);
        run(loop, store.bots.put(new_bot("lobby", "One"), many_bots));
        run(loop, store.messages.add_outcome(answered("lobby", 1, "1"), {"lobby", 1}));
        run(loop, store.messages.add_user_message(said("lobby", "x"), ""));
    }
    {
        SQLite::Database file(path, SQLite::OPEN_READWRITE);
        file.exec("ALTER TABLE necsus_conversations DROP COLUMN message_id");
        if (cleared) file.exec("DELETE FROM messages WHERE from_bot = 1");
    }
    Store store(loop, path);
    CHECK(run(loop, store.messages.conversation("lobby")).has_value() == !cleared);
}
