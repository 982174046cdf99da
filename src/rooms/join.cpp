#include <utility>

#include "necsus/model/room_event.hpp"
#include "necsus/rooms/rooms.hpp"

namespace necsus {

awaitable<Joined> Rooms::join(std::string room, MessageId since, std::optional<std::int64_t> last) {
    // One step: what is committed when the subscription begins is history, and what comes after it is the feed.
    auto step = [this, room = std::move(room), since, last](const Snapshot& now) {
        auto& messages = storage_.messages;
        Joined joined;
        joined.feed = std::make_unique<Subscription>(broker_, room, executor_, backlog_);
        auto cleared = messages.last_cleared(now, room);
        if (cleared && *cleared >= since) joined.greeting.push_back(clear_messages_event());
        for (const auto& bot : storage_.bots.in_room(now, room)) {
            joined.greeting.push_back(put_bot_event(to_json(bot)));
        }
        joined.history = MessageRange{room, since, messages.newest_id(now) + 1};
        if (last) joined.history = messages.newest_of(now, std::move(joined.history), *last);
        return joined;
    };
    return storage_.database.read(std::move(step));
}

}  // namespace necsus
