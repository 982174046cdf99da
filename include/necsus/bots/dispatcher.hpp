// Posts users' messages, and decides which bots each of them activates, one after the other (docs/dev/protocol.md,
// section 5).
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "necsus/async.hpp"
#include "necsus/bots/activation.hpp"
#include "necsus/bots/matching.hpp"
#include "necsus/bots/rounds.hpp"
#include "necsus/model/bot.hpp"
#include "necsus/rooms/rooms.hpp"
#include "necsus/storage/storage.hpp"
#include "necsus/workers.hpp"

namespace necsus {

/// What a poster is told: the message as it was stored.
struct Posted {
    std::string json;  // "" if it is so long that it is not kept, but read again
    Message message;   // id, room, author and time, and no more
};

class Dispatcher {
  public:
    /// Where matching is done that may take long: long texts are taken apart on `texts`, slow patterns searched on
    /// `searches`, for `pattern_time` at most. Rooms take turns there.
    struct Matching {
        Workers& texts;
        Workers& searches;
        std::chrono::microseconds pattern_time;
    };

    Dispatcher(Executor executor, Rooms& rooms, Storage& storage, Rounds& rounds, Activations& activations,
               Matching matching);

    /// Stores and publishes a user's message, and then has its bots called: once, and not for a message that was posted
    /// before under the same key. Throws DatabaseError if it could not be stored; failures after that are logged.
    awaitable<Posted> post(MessageContent content, std::string idempotency_key, Patience patience);

    /// Activates the bots of a message that is stored; completes when all of them have answered or failed. Failures of
    /// the server itself are logged.
    awaitable<void> deliver(StoredMessage message);

    /// Those of the room's bots after `after` that this message would have called: for messages that a crash cut short.
    awaitable<std::vector<Bot>> bots_for(Message message, BotId after);

  private:
    /// A message as it is tried on bots. A longer one is let go of when it is sent, and read again for the next bot.
    struct Heard {
        MessageContent message;
        std::shared_ptr<const Subject> subject;
        FairShares::Share share;  // of a large one
    };

    awaitable<bool> call_bots(Rounds::Round& round, StoredMessage stored);
    awaitable<bool> continue_conversation(Rounds::Round& round, StoredMessage stored);
    awaitable<bool> activate_matching(Rounds::Round& round, StoredMessage stored);
    awaitable<std::optional<Heard>> hear(MessageContent message);
    awaitable<std::optional<Heard>> hear_again(std::string room, MessageId id, std::size_t bytes);
    /// Null if too many long texts of the room wait already.
    awaitable<std::shared_ptr<const Subject>> subject_of(std::string room, std::string text);
    awaitable<CompiledPattern> compiled_for(const Bot& bot, std::string room);
    awaitable<Match> match(Bot bot, std::string room, std::shared_ptr<const Subject> subject);
    awaitable<void> tell(std::string room, Busy why);

    Executor executor_;
    Rooms& rooms_;
    Storage& storage_;
    Rounds& rounds_;
    Activations& activations_;
    Matching matching_;
    PatternCache patterns_;
};

}  // namespace necsus
