#include "necsus/rooms/rooms.hpp"

#include <utility>

#include "necsus/model/room_event.hpp"

namespace necsus {

Message system_message(std::string room, std::string html) {
    Message message;
    message.room = std::move(room);
    message.author = "NeCSuS";
    message.kind = MessageKind::system;
    message.text = std::move(html);
    message.when = when_now();
    return message;
}

Rooms::Rooms(Executor executor, Storage& storage, Broker& broker, BacklogBounds backlog, std::size_t max_bots)
    : executor_(executor), storage_(storage), broker_(broker), backlog_(backlog), max_bots_(max_bots) {}

// Nothing may be awaited between a repository's answer and publish: see storage/database.hpp.

awaitable<StoredMessage> Rooms::post(MessageContent content, std::string idempotency_key) {
    const bool has_key = !idempotency_key.empty();
    auto stored = co_await storage_.messages.add_user_message(std::move(content), std::move(idempotency_key));
    if (!stored.repeated) broker_.publish(stored.message.room, message_event(stored.json));
    if (has_key) storage_.key_expiry.start();
    co_return stored;
}

awaitable<void> Rooms::announce(std::string room, std::string html) {
    auto message = system_message(std::move(room), std::move(html));
    auto stored = co_await storage_.messages.add_system_message(std::move(message));
    broker_.publish(stored.message.room, message_event(stored.json));
}

awaitable<void> Rooms::add_outcome(Message message, EndedCall call) {
    auto stored = co_await storage_.messages.add_outcome(std::move(message), std::move(call));
    broker_.publish(stored.message.room, message_event(stored.json));
}

awaitable<void> Rooms::note_silence(EndedCall call) {
    co_await storage_.messages.note_silence(std::move(call));
}

awaitable<void> Rooms::add_interruptions(std::vector<Message> notices, std::vector<EndedCall> calls) {
    auto stored = co_await storage_.messages.add_interruptions(std::move(notices), std::move(calls));
    for (const auto& notice : stored) broker_.publish(notice.message.room, message_event(notice.json));
}

awaitable<void> Rooms::clear_messages(std::string room) {
    bool cleared = co_await storage_.messages.clear(room);  // not in the condition itself: GCC 12 makes a crash of that
    if (!cleared) co_return;
    broker_.publish(room, clear_messages_event());
    storage_.purge.start(std::move(room));
}

awaitable<void> Rooms::clear_state(std::string room, std::string html) {
    auto notice = system_message(std::move(room), std::move(html));
    auto stored = co_await storage_.messages.end_conversation(std::move(notice));
    if (stored) broker_.publish(stored->message.room, message_event(stored->json));
}

awaitable<boost::system::result<Bot, PutProblem>> Rooms::put_bot(BotChange change) {
    auto put = co_await storage_.bots.put(std::move(change), max_bots_);
    if (!put.now) co_return put.problem;
    if (put.before && put.before->room != put.now->room) {
        broker_.publish(put.before->room, delete_bot_event(to_json(*put.before)));
    }
    broker_.publish(put.now->room, put_bot_event(to_json(*put.now)));
    co_return std::move(*put.now);
}

awaitable<std::optional<Bot>> Rooms::delete_bot(BotId id) {
    auto bot = co_await storage_.bots.remove(id);
    if (bot) broker_.publish(bot->room, delete_bot_event(to_json(*bot)));
    co_return bot;
}

}  // namespace necsus
