// Activating a bot: the call, and what came of it, posted into the room (docs/dev/protocol.md, sections 5 and 6).
#pragma once

#include <string>

#include "necsus/async.hpp"
#include "necsus/bots/outcomes.hpp"
#include "necsus/bots/pacing.hpp"
#include "necsus/bots/reply.hpp"
#include "necsus/calls/client.hpp"
#include "necsus/limits/fair_shares.hpp"
#include "necsus/model/bot.hpp"
#include "necsus/rooms/rooms.hpp"
#include "necsus/storage/bots.hpp"
#include "necsus/workers.hpp"

namespace necsus {

/// What somebody waits for who posts: that it is stored and published, or that all bots have answered or failed, too.
enum class Patience { until_stored, until_answered };

/// What is longer than this isn't kept while a bot thinks: texts are read again for the next one. Payloads of that size
/// hold a share of the memory for them until they are sent.
inline constexpr std::size_t kept_bytes = 4U << 10U;

class Activations {
  public:
    /// Long answers are read on `workers`. What is large may have `max_large_bytes` together; `bounds` is for what
    /// can't be stored at once.
    Activations(Executor executor, Rooms& rooms, BotRepository& bots, BotClient& client, Workers& workers,
                std::size_t max_large_bytes, OutcomeBounds bounds = {}, const FieldLimits& limits = {});

    /// What a bot is sent. JSON; if it is large, with its share of the memory, or without one if none was needed so
    /// far.
    struct Payload {
        std::string json;
        FairShares::Share share;
    };

    /// POSTs `payload` to the bot and posts what comes of it into `activation.room`. A transient bot that leaves a
    /// state is installed there.
    awaitable<void> call(Bot bot, EndedCall activation, Payload payload);

    /// The room's bot with this URL, or a transient one: a bot that is not installed, has no id, and is named by its
    /// URL.
    awaitable<Bot> bot_at(std::string url, std::string room);

    /// The memory for large texts and payloads, which is shared out by room.
    FairShares& large() { return large_; }
    /// How long a call may take.
    std::chrono::milliseconds timeout() const { return client_.timeout(); }

    /// By way of which all is said that nobody could say again.
    Outcomes& outcomes() { return outcomes_; }

    /// Nobody is held up any more: needed before the loop goes.
    void close();

  private:
    awaitable<Reply> reply_of(Bot bot, std::string room, Payload payload);
    awaitable<CallOutcome> outcome_of(Endpoint endpoint, std::string room, Payload payload);
    awaitable<void> post_answer(Bot bot, EndedCall call, BotReply answer);
    awaitable<void> install(std::shared_ptr<Bot> bot, std::string room);

    Rooms& rooms_;
    Outcomes outcomes_;
    BotRepository& bots_;
    BotClient& client_;
    Workers& workers_;
    FieldLimits limits_;
    FairShares large_;
    Pacing pacing_;
};

}  // namespace necsus
