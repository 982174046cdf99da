// What came of a bot's call, and what the system says about it: nobody could send it again. So while the database fails
// it is kept, and tried again until it is stored.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>

#include "necsus/async.hpp"
#include "necsus/model/message.hpp"
#include "necsus/rooms/rooms.hpp"

namespace necsus {

/// How many are kept at a time, each for how long, and in how many bytes of text all together.
struct OutcomeBounds {
    std::size_t most = 1'000;
    std::chrono::milliseconds patience{600'000};
    std::size_t most_bytes = 64U << 20U;
};

/// Its methods complete when the outcome is stored and published, or given up: then the log says what is lost, and its
/// room is told as soon as something can be stored again.
class Outcomes {
  public:
    Outcomes(Executor executor, Rooms& rooms, OutcomeBounds bounds);

    /// A message of the bot of this name, or the system's about it, that ends a call.
    awaitable<void> add(std::string bot, Message message, EndedCall call);
    /// The bot chose to be silent, or is no more.
    awaitable<void> note_silence(std::string bot, EndedCall call);
    /// The system's, and of no call.
    awaitable<void> announce(std::string room, std::string html);

    /// Something else that must not be lost, which holds so many bytes. Runs it until it doesn't throw DatabaseError;
    /// false if it is given up.
    using Attempt = std::function<awaitable<void>()>;
    awaitable<bool> until_stored(Attempt attempt, std::size_t bytes = 0);

    /// The server is about to end: from now on nothing is kept.
    void stop();
    /// The rooms that could not be told get their line in the log.
    void log_untold() const;

  private:
    struct Outcome {
        std::string room;
        std::string bot;  // its name
        std::optional<EndedCall> call;
        std::optional<Message> message;
    };
    /// Room, and the id and name of the bot whose outcomes were lost.
    using Loser = std::tuple<std::string, BotId, std::string>;

    awaitable<void> keep(std::shared_ptr<const Outcome> outcome);
    awaitable<void> store(std::shared_ptr<const Outcome> outcome);
    awaitable<std::optional<DatabaseError>> failure_of(Attempt attempt);
    void give_up(const Outcome& outcome);
    awaitable<void> tell_rooms();
    awaitable<void> tell(Loser loser, std::size_t count);
    void note_kept(std::size_t bytes, const DatabaseError& error);
    void note_ended(std::size_t bytes);

    Executor executor_;
    Rooms& rooms_;
    OutcomeBounds bounds_;
    std::size_t kept_ = 0;
    std::size_t kept_bytes_ = 0;
    std::map<Loser, std::size_t> untold_;
    bool telling_ = false;
    bool stopping_ = false;
};

}  // namespace necsus
