// Activating a bot: the call, and what came of it, posted into the room (docs/dev/protocol.md, sections 5 and 6).
#pragma once

#include <string>

#include "necsus/async.hpp"
#include "necsus/bots/reply.hpp"
#include "necsus/calls/client.hpp"
#include "necsus/model/bot.hpp"
#include "necsus/rooms/rooms.hpp"
#include "necsus/storage/bots.hpp"
#include "necsus/workers.hpp"

namespace necsus {

/// What somebody waits for who posts: that it is stored and published, or that all bots have answered or failed, too.
enum class Patience { until_stored, until_answered };

class Activations {
  public:
    /// Long answers are read on `workers`.
    Activations(Executor executor, Rooms& rooms, BotRepository& bots, BotClient& client, Workers& workers);

    /// POSTs `payload` (JSON) to the bot and posts what comes of it into `room`. A transient bot that leaves a state is
    /// installed there.
    awaitable<void> call(Bot bot, std::string room, std::string payload);

    /// The room's bot with this URL, or a transient one: a bot that is not installed, has no id, and is named by its
    /// URL.
    awaitable<Bot> bot_at(std::string url, std::string room);

    /// Something that bots are called for is under way while it lives.
    class UnderWay {
      public:
        explicit UnderWay(Activations& activations) : activations_(activations) { ++activations_.under_way_; }
        ~UnderWay() {
            if (--activations_.under_way_ == 0) activations_.ended_.fire();
        }
        UnderWay(const UnderWay&) = delete;
        UnderWay& operator=(const UnderWay&) = delete;

      private:
        Activations& activations_;
    };
    int under_way() const { return under_way_; }

    /// Completes when nothing is under way, or at `deadline`.
    awaitable<void> idle(Clock::time_point deadline);

  private:
    awaitable<Reply> reply_of(Bot bot, std::string room, std::string payload);
    awaitable<void> post_answer(Bot bot, std::string room, BotReply answer);
    awaitable<Bot> installed(Bot bot, std::string room);

    Rooms& rooms_;
    BotRepository& bots_;
    BotClient& client_;
    Workers& workers_;
    int under_way_ = 0;
    Signal ended_;  // the last that was under way
};

}  // namespace necsus
