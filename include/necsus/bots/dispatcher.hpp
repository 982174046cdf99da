// Posts users' messages, and decides which bots each of them activates, one after the other (docs/dev/protocol.md,
// section 5).
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "necsus/async.hpp"
#include "necsus/bots/activation.hpp"
#include "necsus/bots/matching.hpp"
#include "necsus/model/bot.hpp"
#include "necsus/rooms/rooms.hpp"
#include "necsus/storage/bots.hpp"
#include "necsus/workers.hpp"

namespace necsus {

class Dispatcher {
  public:
    /// Where matching is done that may take long: long texts are taken apart on `texts`, slow patterns searched on
    /// `searches`, for `pattern_time` at most.
    struct Matching {
        Workers& texts;
        Workers& searches;
        std::chrono::microseconds pattern_time;
    };

    Dispatcher(Executor executor, Rooms& rooms, BotRepository& bots, Activations& activations, Matching matching);

    /// Stores and publishes a user's message, and then has its bots called: once, and not for a message that was posted
    /// before under the same key. Its answer is the stored message as JSON. Throws DatabaseError if it could not be
    /// stored; failures after that are logged.
    awaitable<std::string> post(MessageContent content, std::string idempotency_key, Patience patience);

    /// Activates the bots of a message that is stored; completes when all of them have answered or failed. Failures of
    /// the server itself are logged.
    awaitable<void> deliver(StoredMessage message);

  private:
    awaitable<void> continue_conversation(Message message, Conversation conversation);
    awaitable<void> activate_matching(Message message);
    awaitable<void> try_bot(Bot bot, Message message, std::shared_ptr<const Subject> subject);
    awaitable<std::shared_ptr<const Subject>> subject_of(std::string text);
    awaitable<Match> match(Bot bot, std::shared_ptr<const Subject> subject);

    Executor executor_;
    Rooms& rooms_;
    BotRepository& bots_;
    Activations& activations_;
    Matching matching_;
    PatternCache patterns_;
};

}  // namespace necsus
