// Decides which bots a message activates, calls them one after the other, and posts what they answer
// (protocol, section 5).
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "necsus/async.hpp"
#include "necsus/bots/matching.hpp"
#include "necsus/calls/client.hpp"
#include "necsus/model/bot.hpp"
#include "necsus/rooms/rooms.hpp"
#include "necsus/storage/bot_repository.hpp"
#include "necsus/storage/message_repository.hpp"
#include "necsus/workers.hpp"

namespace necsus {

/// A form that a user sent (POST /api/actions/message-form).
struct FormActivation {
    std::string room;
    std::string author;
    BotId bot_id = 0;
    std::string action_url;  // empty: the bot's own URL
    std::string form_data;   // JSON, as sent
};

class Dispatcher {
  public:
    Dispatcher(Executor executor, Rooms& rooms, MessageRepository& messages, BotRepository& bots, BotClient& client,
               Workers& workers, Workers& searchers, std::chrono::microseconds pattern_time);

    /// Activates the bots of a user's message; completes when all of them have answered or failed. Failures of the
    /// server itself are logged, and not thrown.
    awaitable<void> deliver(StoredMessage message);

    /// Activates the bot that a form is for; completes when it has answered or failed.
    awaitable<void> submit(FormActivation form);

    /// How many activations are under way.
    int in_flight() const { return in_flight_; }
    /// Completes when none is under way, or at `deadline`.
    awaitable<void> idle(Clock::time_point deadline);

  private:
    class InFlight;

    awaitable<void> continue_conversation(Message message, Conversation conversation);
    awaitable<void> activate_matching(Message message);
    awaitable<void> try_bot(Bot bot, Message message, std::shared_ptr<const Subject> subject);
    awaitable<std::shared_ptr<const Subject>> subject_of(std::string text);
    awaitable<Activation> match(Bot bot, std::shared_ptr<const Subject> subject);
    /// Calls the bot and posts what comes of it into `room`.
    awaitable<void> call(Bot bot, std::string room, std::string json);
    /// The room's bot with this URL, or a transient one.
    awaitable<Bot> bot_at(std::string url, std::string room);
    /// A transient bot as one of the room.
    awaitable<Bot> installed(Bot bot, std::string room);

    Executor executor_;
    Rooms& rooms_;
    MessageRepository& messages_;
    BotRepository& bots_;
    BotClient& client_;
    Workers& workers_;
    Workers& searchers_;  // for slow patterns alone
    std::chrono::microseconds pattern_time_;
    PatternCache patterns_;
    int in_flight_ = 0;
    Signal ended_;  // the last activation under way
};

}  // namespace necsus
