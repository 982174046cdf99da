// A classroom: a server without its network: rooms, a dispatcher, and a stand-in for the bots.
#pragma once

#include <string>
#include <vector>

#include "ear.hpp"
#include "necsus/bots/dispatcher.hpp"
#include "necsus/bots/forms.hpp"
#include "necsus/log.hpp"
#include "necsus/rooms/rooms.hpp"
#include "necsus/text/json_text.hpp"
#include "stand_in_client.hpp"
#include "store.hpp"

namespace necsus {

struct Classroom {
    using Calls = std::vector<StandInClient::Call>;
    using Texts = std::vector<std::string>;

    Classroom() { set_up_log("off", "text"); }

    BotId install(const std::string& room, const std::string& name, std::optional<std::string> responds_to = "",
                  const std::string& url = "") {
        auto change = new_bot(room, name, url.empty() ? "http://h/" + name : url);
        change.responds_to = std::move(responds_to);
        return run(loop, rooms.put_bot(change))->id;
    }

    awaitable<void> posted(std::string room, std::string text) {
        co_await dispatcher.post(said(std::move(room), std::move(text)), "", Patience::until_answered);
    }
    void post(const std::string& room, const std::string& text) { run(loop, posted(room, text)); }

    FormActivation form(BotId bot, const std::string& action = "", const std::string& room = "lobby") {
        return {room, "Ada", bot, action, R"({"n": 1.0,"a":[]})"};
    }
    void submit(FormActivation activation) { run(loop, forms.submit(std::move(activation), Patience::until_answered)); }

    void answers(std::string body, int status = 200) {
        client.answer = [body, status](const auto&) { return StandInClient::outcome(body, status); };
    }

    /// One member of every message of the room.
    Texts each(const std::string& member, const std::string& room = "lobby") {
        Texts values;
        for (const auto& json : all_messages(loop, store, room)) values.emplace_back(*member_text(json, member));
        return values;
    }
    std::string last(const std::string& member, const std::string& room = "lobby") { return each(member, room).back(); }
    std::string state() {
        auto conversation = run(loop, store.messages.conversation("lobby"));
        return conversation ? std::to_string(conversation->bot_id) + " " + conversation->state : "(none)";
    }

    asio::io_context loop;
    Store store{loop};
    Broker broker{loop.get_executor()};
    static constexpr std::size_t max_bots = 20;
    Rooms rooms{loop.get_executor(), store, broker, roomy, max_bots};
    StandInClient client;
    Rounds rounds{loop.get_executor(), {.in_all = 100, .in_room = 50, .rate = 1000, .burst = 1000}};
    Activations activations{loop.get_executor(), rooms, store.bots, client, store.workers, max_large_bytes};
    static constexpr std::size_t max_large_bytes = 16U << 20U;
    Dispatcher dispatcher_with(std::chrono::milliseconds pattern_time) {
        return {loop.get_executor(), rooms, store, rounds, activations, {store.workers, store.workers, pattern_time}};
    }

    Dispatcher dispatcher = dispatcher_with(std::chrono::milliseconds(100));
    Forms forms{loop.get_executor(), store, rounds, activations};
};

}  // namespace necsus
