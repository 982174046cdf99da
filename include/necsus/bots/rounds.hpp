// A round: a user's message or a form, for as long as bots are called for it. How many may be under way, in all and in
// one room; and how often bots of a room are woken, which ends those that wake themselves by way of the API.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "necsus/async.hpp"
#include "necsus/limits/token_buckets.hpp"
#include "necsus/model/bot.hpp"

namespace necsus {

/// See Config for what each is.
struct RoundLimits {
    std::size_t in_all, in_room;
    double rate, burst;  // messages a second that wake a bot of a room, and how many at once
};

/// Why no bot is called: too many rounds are under way in the room, or in all; the brake; or large messages have all
/// the memory that there is for them.
enum class Busy { room, server, brake, memory };

class Rounds {
    struct RoomState;

  public:
    Rounds(Executor executor, RoundLimits limits);
    ~Rounds();

    /// Under way while it lives.
    class Round {
      public:
        Round(Round&& other) noexcept;
        Round& operator=(Round&&) = delete;
        ~Round();

        /// A bot is about to be called. False: the brake forbids it.
        bool may_call();

        /// The room's bots as this round has read them. Rounds that have read the same share them: the room may have
        /// many of both.
        std::shared_ptr<const std::vector<Bot>> shared(std::vector<Bot> bots);

      private:
        friend class Rounds;
        Round(Rounds& rounds, RoomState& room) : rounds_(&rounds), room_(&room) {}

        Rounds* rounds_;
        RoomState* room_;
        bool calls_ = false;
    };
    std::variant<Round, Busy> begin(const std::string& room);

    /// True at most once in some seconds for a room and a reason: nobody wants to read the same with each message.
    bool worth_telling(const std::string& room, Busy why);

    const RoundLimits& limits() const { return limits_; }
    std::size_t under_way() const { return under_way_; }

    /// Completes when nothing is under way, or at `deadline`.
    awaitable<void> idle(Clock::time_point deadline);

  private:
    RoundLimits limits_;
    std::size_t under_way_ = 0;
    std::unordered_map<std::string, std::unique_ptr<RoomState>> rooms_;  // in which rounds are under way
    TokenBuckets brake_;                                                 // by room, also while none is under way
    Signal ended_;                                                       // the last that was under way

    std::unordered_set<std::string> told_;
    std::deque<std::pair<Clock::time_point, std::string>> forget_told_;
};

}  // namespace necsus
