// A room's messages, and the conversation that they carry.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "necsus/async.hpp"
#include "necsus/model/conversation.hpp"
#include "necsus/model/message.hpp"
#include "necsus/storage/database.hpp"

namespace necsus {

/// A message as it was committed.
struct StoredMessage {
    Message message;
    std::string json;                          // to_json(message), made once
    std::optional<Conversation> conversation;  // a user's message: what the room was in when it came
    bool repeated = false;                     // seen before under its Idempotency-Key: only `json` is set
};

/// Which call of a bot a message ends. It decides what becomes of the conversation in the room of the call.
struct EndedCall {
    std::string room;
    BotId bot_id = 0;
};

/// Which messages of a room, in ascending order of id.
struct MessageRange {
    std::string room;
    MessageId after = 0;   // exclusive
    MessageId before = 0;  // exclusive
};

class MessageRepository {
  public:
    MessageRepository(Database& database, std::chrono::seconds idempotency_time);
    ~MessageRepository();

    /// Stores a user's message and reads the conversation that it finds, as one step.
    awaitable<StoredMessage> add_user_message(MessageContent content, std::string idempotency_key);

    /// Stores a message of the system that has nothing to do with a conversation.
    awaitable<StoredMessage> add_system_message(Message message);

    /// Stores what came of calling a bot, a bot's or a system message. A state in it begins a conversation (unless the
    /// bot was deleted meanwhile); without one, the conversation ends if it was this bot's.
    awaitable<StoredMessage> add_outcome(Message message, EndedCall call);

    /// The bot chose to be silent: its conversation, if it has one, has ended.
    awaitable<void> note_silence(EndedCall call);

    /// Ends the room's conversation and stores `notice`; does nothing if there is no conversation.
    awaitable<std::optional<StoredMessage>> end_conversation(Message notice);

    awaitable<std::optional<Conversation>> conversation(std::string room);

    /// Hides what the room shows, remembers it for reconnecting clients, and ends the conversation; the rows themselves
    /// are deleted by Purge. False if there was nothing to clear.
    awaitable<bool> clear(std::string room);

    /// The newest message that was cleared from the room.
    std::optional<MessageId> last_cleared(const Snapshot& now, const std::string& room);

    /// The newest message of the whole server, 0 if there is none.
    MessageId newest_id(const Snapshot& now);

    /// The bounds of the newest `count` messages in `range`: a narrower range.
    awaitable<MessageRange> newest_of(MessageRange range, std::int64_t count);
    MessageRange newest_of(const Snapshot& now, MessageRange range, std::int64_t count);

    struct Page {
        std::vector<std::string> messages;  // as JSON
        MessageId last_id = 0;              // where the next page begins
    };
    /// The first messages of `range`, some hundred or some hundred KiB. An empty page is the end.
    awaitable<Page> page(MessageRange range);

  private:
    struct Statements;

    StoredMessage insert(Message message);
    MessageId visible_after(const std::string& room);
    Page read_page(MessageRange range);

    Database& database_;
    std::unique_ptr<Statements> statements_;
};

}  // namespace necsus
