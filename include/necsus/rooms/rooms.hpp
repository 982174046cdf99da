// What can happen in a room. Each event is stored first and then published to the room's subscribers, in that order and
// as one step: the one home of "store, then publish", and of every write.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "necsus/async.hpp"
#include "necsus/broker/broker.hpp"
#include "necsus/model/bot.hpp"
#include "necsus/model/message.hpp"
#include "necsus/storage/storage.hpp"

namespace necsus {

/// What a newcomer gets, in this order: the frames, the history, and then what the subscription brings. Nothing is
/// missed or doubled between them (docs/dev/protocol.md, section 8).
struct Joined {
    std::vector<Frame> greeting;   // clear_messages, if the room was cleared since; the first of the room's bots
    std::optional<BotRange> bots;  // the others, if they are very many or long: read page by page, as they are by then
    MessageRange history;          // to be read page by page
    Frame conversation;            // for who wants to know of activity, after the history; else null
    std::unique_ptr<Subscription> feed;
};

/// All of these complete when the change is committed and published; each throws DatabaseError if it was not.
class Rooms {
  public:
    /// `backlog` bounds what may queue up for each subscriber, `max_bots` how many bots a room may get.
    Rooms(Executor executor, Storage& storage, Broker& broker, BacklogBounds backlog, std::size_t max_bots);

    /// A newcomer who has the messages up to `since` already (-1: none).
    awaitable<Joined> join(std::string room, MessageId since, Interest interest = Interest::room);

    /// A user's message. One posted before under the same key (if not empty) is neither stored nor published again.
    awaitable<StoredMessage> post(MessageContent content, std::string idempotency_key);

    /// A message of the system that concerns no call: `html` is shown as it is.
    awaitable<void> announce(std::string room, std::string html);

    /// What came of calling a bot: its message, or the system's about it.
    awaitable<void> add_outcome(Message message, EndedCall call);
    /// The bot chose to be silent, or is no more: if the conversation was its own, it has ended.
    awaitable<void> note_silence(EndedCall call);
    /// Calls that an earlier run left in flight have ended with it.
    awaitable<void> add_interruptions(std::vector<Message> notices, std::vector<EndedCall> calls);

    awaitable<void> clear_messages(std::string room);
    /// Ends the room's conversation, if there is one, with a message of the system.
    awaitable<void> clear_state(std::string room, std::string html);

    /// The bot as it is now.
    awaitable<boost::system::result<Bot, PutProblem>> put_bot(BotChange change);
    std::size_t max_bots() const { return max_bots_; }
    /// The bot that was deleted, or nothing.
    awaitable<std::optional<Bot>> delete_bot(BotId id);

  private:
    void publish(const StoredMessage& stored);
    void publish_ended(const std::vector<std::string>& rooms);

    Executor executor_;
    Storage& storage_;
    Broker& broker_;
    BacklogBounds backlog_;
    std::size_t max_bots_;
};

/// A message by NeCSuS itself; `html` is shown as it is.
Message system_message(std::string room, std::string html);

}  // namespace necsus
