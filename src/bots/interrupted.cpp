#include "necsus/bots/interrupted.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "necsus/bots/explanations.hpp"
#include "necsus/log.hpp"

namespace necsus {

namespace {

/// Of more than so many messages a room is told as one.
constexpr std::size_t told_singly = 3;
/// Rows that go in one commit.
constexpr std::size_t calls_at_once = 200;

using Names = std::vector<std::string>;

struct Interrupted {
    Names bots;        // that have not answered; if there are none, nothing is to be told
    std::string text;  // of the message; empty of a form
    std::vector<EndedCall> calls;
};

/// Who was thinking, or would have been asked next.
awaitable<Interrupted> interrupted(Storage& storage, Dispatcher& dispatcher, LeftActivation left) {
    Interrupted result;
    std::vector<Bot> bots;
    std::optional<Message> message;
    if (left.message) message = co_await storage.messages.find(left.room, *left.message);
    if (message) result.text = message->text.empty() ? " " : message->text.substr(0, 1000);
    if (message && left.bot) {
        auto bot = co_await storage.bots.find(*left.bot);
        if (bot) bots.push_back(std::move(*bot));
    } else if (message) {
        bots = co_await dispatcher.bots_for(std::move(*message), left.answered);
    }
    for (auto& bot : bots) {
        result.calls.push_back(EndedCall{left.room, bot.id, no_activation, false});
        result.bots.push_back(std::move(bot.name));
    }
    if (left.bot_name) result.bots.push_back(*left.bot_name);
    result.calls.push_back(EndedCall{left.room, 0, left.id, true});
    co_return result;
}

std::vector<std::string> explanations(std::vector<Interrupted> all) {
    std::erase_if(all, [](const auto& one) { return one.bots.empty(); });
    std::vector<std::string> texts;
    if (all.size() <= told_singly) {
        for (const auto& one : all) texts.push_back(explain_interruption(one.bots, one.text));
        return texts;
    }
    Names names;
    for (auto& one : all) std::move(one.bots.begin(), one.bots.end(), std::back_inserter(names));
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    texts.push_back(explain_interruptions(names, all.size()));
    return texts;
}

awaitable<void> tell_room(Executor executor, Rooms& rooms, std::string room, std::vector<Interrupted> all) {
    std::vector<EndedCall> calls;
    for (auto& one : all) std::move(one.calls.begin(), one.calls.end(), std::back_inserter(calls));
    std::vector<Message> notices;
    for (auto& html : explanations(std::move(all))) notices.push_back(system_message(room, std::move(html)));
    while (!calls.empty()) {
        auto count = std::min(calls.size(), calls_at_once);
        auto rest = calls.end() - static_cast<std::ptrdiff_t>(count);
        std::vector<EndedCall> some(std::make_move_iterator(rest), std::make_move_iterator(calls.end()));
        calls.erase(rest, calls.end());
        co_await rooms.add_interruptions(std::move(notices), std::move(some));
        notices.clear();
        co_await next_turn(executor);
    }
}

}  // namespace

awaitable<void> tell_interrupted(Executor executor, Rooms& rooms, Storage& storage, Dispatcher& dispatcher,
                                 std::vector<LeftActivation> left) {
    if (left.empty()) co_return;
    log_event(LogLevel::warn, "bots were called when the server was killed; their rooms are told",
              {{"activations", std::to_string(left.size())}});
    for (auto next = left.begin(); next != left.end();) {
        auto room = next->room;
        std::vector<Interrupted> all;
        for (; next != left.end() && next->room == room; ++next) {
            auto one = co_await interrupted(storage, dispatcher, std::move(*next));
            all.push_back(std::move(one));
        }
        co_await tell_room(executor, rooms, std::move(room), std::move(all));
    }
}

}  // namespace necsus
