// A database with its repositories, and the messages that tests put into it.
#pragma once

#include <string>
#include <vector>

#include "necsus/broker/subscription.hpp"
#include "necsus/storage/storage.hpp"
#include "run.hpp"

namespace necsus {

struct StoreWorkers {
    Workers workers;
};

struct Store : StoreWorkers, Storage {
    explicit Store(asio::io_context& loop, const std::string& path = ":memory:", KeyBounds keys = {},
                   LockBounds locks = {})
        : StoreWorkers{{loop.get_executor(), 1}}, Storage(loop.get_executor(), workers, path, "off", keys, locks) {}
};

inline constexpr std::size_t many_bots = 500;
inline constexpr BacklogBounds roomy{1U << 20U, 1000};

inline MessageContent said(std::string room, std::string text) {
    MessageContent content;
    content.room = std::move(room);
    content.author = "Ada";
    content.text = std::move(text);
    return content;
}

inline Message answered(std::string room, BotId bot, std::optional<std::string> state) {
    Message message;
    message.room = std::move(room);
    message.author = "Echo";
    message.kind = MessageKind::bot;
    message.text = "yes";
    message.when = "1700000000.5";
    message.from_bot = bot;
    message.state = std::move(state);
    return message;
}

inline BotChange new_bot(std::string room, std::string name, std::string url = "http://localhost/bot") {
    BotChange change;
    change.room = std::move(room);
    change.name = std::move(name);
    change.url = std::move(url);
    return change;
}

/// Of all rooms, as one page has them.
inline std::vector<Bot> all_bots(asio::io_context& loop, Store& store) {
    return run(loop, store.bots.page(BotRange{})).bots;
}

inline std::optional<MessageId> last_cleared(asio::io_context& loop, Store& store, std::string room) {
    auto work = [&store, room](const Snapshot& now) { return store.messages.last_cleared(now, room); };
    return run(loop, store.database.read(std::move(work)));
}

inline MessageId newest_id(asio::io_context& loop, Store& store) {
    auto work = [&store](const Snapshot& now) { return store.messages.newest_id(now); };
    return run(loop, store.database.read(std::move(work)));
}

/// Deletes what was cleared, to the end.
inline void purge(asio::io_context& loop, Store& store) {
    store.purge.start();
    finish(loop);
}

inline constexpr MessageId no_bound = std::numeric_limits<MessageId>::max();

/// Everything the room shows, as JSON.
inline std::vector<std::string> all_messages(asio::io_context& loop, Store& store, const std::string& room) {
    std::vector<std::string> all;
    MessageRange range{room, 0, no_bound};
    for (;;) {
        auto page = run(loop, store.messages.page(range));
        all.insert(all.end(), page.messages.begin(), page.messages.end());
        range.after = page.last_id;
        if (page.is_last) return all;
        if (page.large_bytes == 0) continue;
        auto row = run(loop, store.messages.first(range));
        auto large = std::move(*row).mended();
        all.push_back(to_json(large));
        range.after = large.id;
    }
}

}  // namespace necsus
