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

/// A message, and directly after it what it did to conversations.
void Rooms::publish(const StoredMessage& stored) {
    const auto& message = stored.message;
    broker_.publish(message.room, message_event(stored.json));
    publish_ended(stored.changes.ended);
    const auto& leader = stored.changes.begun_by;
    if (!leader) return;
    broker_.publish_activity(message.room,
                             [&] { return conversation_event(leader->id, leader->name, *message.state); });
}

void Rooms::publish_ended(const std::vector<std::string>& rooms) {
    for (const auto& room : rooms) broker_.publish_activity(room, no_conversation_event);
}

awaitable<void> Rooms::add_outcome(Message message, EndedCall call) {
    auto stored = co_await storage_.messages.add_outcome(std::move(message), std::move(call));
    publish(stored);
}

awaitable<void> Rooms::note_silence(EndedCall call) {
    auto room = call.room;
    bool ended = co_await storage_.messages.note_silence(std::move(call));
    if (ended) broker_.publish_activity(room, no_conversation_event);
}

awaitable<void> Rooms::add_interruptions(std::vector<Message> notices, std::vector<EndedCall> calls) {
    auto stored = co_await storage_.messages.add_interruptions(std::move(notices), std::move(calls));
    for (const auto& notice : stored.notices) publish(notice);
    publish_ended(stored.changes.ended);
}

awaitable<void> Rooms::clear_messages(std::string room) {
    auto cleared = co_await storage_.messages.clear(room);  // not in a condition: GCC 12 makes a crash of that
    if (cleared.messages) broker_.publish(room, clear_messages_event());
    if (cleared.conversation) broker_.publish_activity(room, no_conversation_event);
    if (cleared.messages) storage_.purge.start(std::move(room));
}

awaitable<void> Rooms::clear_state(std::string room, std::string html) {
    auto notice = system_message(std::move(room), std::move(html));
    auto stored = co_await storage_.messages.end_conversation(std::move(notice));
    if (stored) publish(*stored);
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
    auto removed = co_await storage_.bots.remove(id);
    if (!removed) co_return std::nullopt;
    broker_.publish(removed->bot.room, delete_bot_event(to_json(removed->bot)));
    publish_ended(removed->ended);
    co_return std::move(removed->bot);
}

}  // namespace necsus
