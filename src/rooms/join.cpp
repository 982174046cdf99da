#include <utility>

#include "necsus/model/room_event.hpp"
#include "necsus/rooms/rooms.hpp"

namespace necsus {

namespace {

/// What newcomers are told at once is in memory for each of them; most rooms' bots take less.
constexpr std::size_t greeting_bytes = 16U << 10U;

Frame conversation_of(const std::optional<Conversation>& conversation) {
    if (!conversation) return no_conversation_event();
    return conversation_event(conversation->bot_id, conversation->bot_name, conversation->state);
}

}  // namespace

awaitable<Joined> Rooms::join(std::string room, MessageId since, Interest interest) {
    // One step: what is committed when the subscription begins is history, and what comes after it is the feed.
    auto step = [this, room = std::move(room), since, interest](const Snapshot& now) {
        auto& messages = storage_.messages;
        Joined joined;
        joined.feed = std::make_unique<Subscription>(broker_, room, executor_, backlog_, interest);
        auto cleared = messages.last_cleared(now, room);
        if (cleared && *cleared >= since) joined.greeting.push_back(clear_messages_event());
        BotRange bots;
        bots.room = room;
        auto page = storage_.bots.page(now, bots, greeting_bytes);
        for (const auto& bot : page.bots) joined.greeting.push_back(put_bot_event(to_json(bot)));
        bots.after = page.last_id;
        if (!page.is_last) joined.bots = std::move(bots);
        joined.history = MessageRange{room, since, messages.newest_id(now) + 1};
        if (interest == Interest::activity) joined.conversation = conversation_of(messages.conversation(now, room));
        return joined;
    };
    return storage_.database.read(std::move(step));
}

}  // namespace necsus
