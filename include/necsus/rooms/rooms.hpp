// What can happen in a room. Each event is stored first and then told to the room's listeners, in that order and as one
// step: the one home of "store, then publish".
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "necsus/async.hpp"
#include "necsus/broker/broker.hpp"
#include "necsus/model/bot.hpp"
#include "necsus/model/message.hpp"
#include "necsus/storage/bot_repository.hpp"
#include "necsus/storage/message_repository.hpp"

namespace necsus {

/// All of these complete when the change is committed and published; each throws DatabaseError if it was not.
class Rooms {
  public:
    Rooms(Executor executor, MessageRepository& messages, BotRepository& bots, Broker& broker);

    /// A user's message. One posted before under the same key (if not empty) is neither stored nor told again.
    awaitable<StoredMessage> post(MessageContent content, std::string idempotency_key);

    /// A message of the system that concerns no call: `html` is shown as it is.
    awaitable<void> announce(std::string room, std::string html);

    /// What came of calling a bot: its message, or the system's about it.
    awaitable<void> add_outcome(Message message, EndedCall call);

    awaitable<void> clear_messages(std::string room);
    /// Ends the room's conversation, if there is one, with a word about it.
    awaitable<void> clear_state(std::string room);

    /// The bot as it is now; nothing if a new one lacks a room or a name.
    awaitable<std::optional<Bot>> put_bot(BotChange change);
    /// The bot that was deleted, or nothing.
    awaitable<std::optional<Bot>> delete_bot(BotId id);

    /// Goes on deleting what earlier clears left in the file.
    void start_purging();

  private:
    awaitable<void> purge();

    Executor executor_;
    MessageRepository& messages_;
    BotRepository& bots_;
    Broker& broker_;
    bool purging_ = false;
    bool purge_again_ = false;  // there may be more to delete
};

/// A message by NeCSuS itself; `html` is shown as it is.
Message system_message(std::string room, std::string html);

}  // namespace necsus
