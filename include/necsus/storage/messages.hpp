// A room's messages, and the conversation that they carry.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "necsus/async.hpp"
#include "necsus/limits/recent_count.hpp"
#include "necsus/model/conversation.hpp"
#include "necsus/model/message.hpp"
#include "necsus/storage/database.hpp"
#include "necsus/storage/in_flight.hpp"

namespace necsus {

/// A message as it was committed.
struct StoredMessage {
    Message message;
    std::string json;                          // to_json(message), made once
    std::optional<Conversation> conversation;  // a user's message: what the room was in when it came
    ActivationId activation = no_activation;   // a user's message: none if the room has no bots to call
    ConversationChanges changes;               // what it did to conversations
    bool repeated = false;                     // seen before under its Idempotency-Key: `message` lacks its texts
};

/// Which call of a bot a message ends. It decides what becomes of the conversation in the room of the call.
struct EndedCall {
    std::string room;
    BotId bot_id = 0;
    ActivationId activation = no_activation;
    bool is_last = false;  // of its activation
};

/// Which messages of a room, in ascending order of id.
struct MessageRange {
    std::string room;
    MessageId after = 0;   // exclusive
    MessageId before = 0;  // exclusive
};

/// A row as it is in the file. Old ones may hold what is no UTF-8, or a state that is no JSON; of a large one it takes
/// long to see that, so it is read on the loop and mended elsewhere.
class RawMessage {
  public:
    explicit RawMessage(Message message) : message_(std::move(message)) {}
    Message mended() &&;

  private:
    Message message_;
};

/// For how long an Idempotency-Key is remembered, and how many are.
struct KeyBounds {
    std::chrono::seconds time{600};
    std::size_t count = 1'000'000;
};

/// So many keys are remembered already that a new one can't be: nothing was stored.
struct TooManyKeys : std::runtime_error {
    explicit TooManyKeys(std::chrono::seconds until_fewer_in)
        : std::runtime_error("too many Idempotency-Keys"), until_fewer(until_fewer_in) {}
    std::chrono::seconds until_fewer;
};

class MessageRepository {
  public:
    MessageRepository(Executor executor, Database& database, InFlight& in_flight, KeyBounds keys);
    ~MessageRepository();

    /// Stores a user's message and reads the conversation that it finds, as one step. Throws TooManyKeys; no key is
    /// forgotten early to make room.
    awaitable<StoredMessage> add_user_message(MessageContent content, std::string idempotency_key);

    /// Stores a message of the system that has nothing to do with a conversation.
    awaitable<StoredMessage> add_system_message(Message message);

    /// Stores what came of calling a bot, a bot's or a system message. A state in it begins a conversation (unless the
    /// bot was deleted meanwhile); without one, the conversation ends if it was this bot's.
    awaitable<StoredMessage> add_outcome(Message message, EndedCall call);

    /// The bot chose to be silent: its conversation, if it has one, has ended. True if it had.
    awaitable<bool> note_silence(EndedCall call);

    /// Calls that an earlier run left in flight have ended, with these messages of the system: all that as one step.
    struct Interruptions {
        std::vector<StoredMessage> notices;
        ConversationChanges changes;
    };
    awaitable<Interruptions> add_interruptions(std::vector<Message> notices, std::vector<EndedCall> calls);

    /// Ends the room's conversation and stores `notice`; does nothing if there is no conversation.
    awaitable<std::optional<StoredMessage>> end_conversation(Message notice);

    /// The server is about to end: the next one's ids leave no gap.
    awaitable<void> give_back_ids();

    awaitable<std::optional<Conversation>> conversation(std::string room);
    std::optional<Conversation> conversation(const Snapshot& now, const std::string& room);

    struct Cleared {
        bool messages = false;      // false if there was nothing to clear
        bool conversation = false;  // there was one, which is over
    };
    /// Hides what the room shows, remembers it for reconnecting clients, and ends the conversation; the rows themselves
    /// are deleted by Purge.
    awaitable<Cleared> clear(std::string room);

    /// The newest message that was cleared from the room.
    std::optional<MessageId> last_cleared(const Snapshot& now, const std::string& room);

    /// The newest message of the whole server, 0 if there is none.
    MessageId newest_id(const Snapshot& now);

    /// A look for the newest `count` messages of a range. It begins as {range, count}.
    struct NewestSearch {
        MessageRange range;      // when nothing is left to count: of these messages, and none that came later
        std::int64_t count = 0;  // how many are still to be passed
        std::optional<MessageId> passed = std::nullopt;
    };
    /// A step of it, which takes about a millisecond, and ends in another turn of the loop.
    awaitable<NewestSearch> look_back(NewestSearch search);

    /// A row with longer texts is in no page.
    static constexpr std::size_t large_row_bytes = 64U << 10U;
    static constexpr std::size_t page_bytes = 256U << 10U;

    struct Page {
        std::vector<std::string> messages;  // as JSON
        MessageId last_id = 0;              // where the next page begins
        bool is_last = false;
        std::size_t large_bytes = 0;  // not 0: what comes next is a large one, of so many bytes, for `first`
    };
    /// The first messages of `range`, some hundred or about `page_bytes`.
    awaitable<Page> page(MessageRange range);
    /// The first of `range`, however large.
    awaitable<std::optional<RawMessage>> first(MessageRange range);
    /// Nothing if it is not there, or was cleared.
    awaitable<std::optional<Message>> find(std::string room, MessageId id);

  private:
    struct Statements;

    StoredMessage insert(Message message);
    void end_call(const EndedCall& call);
    MessageId visible_after(const std::string& room);
    Page read_page(const MessageRange& range);
    void pass_some(NewestSearch& search, const Snapshot& now);

    Executor executor_;
    Database& database_;
    InFlight& in_flight_;
    std::size_t max_keys_;
    RecentCount keys_;
    std::unique_ptr<Statements> statements_;
};

}  // namespace necsus
