#include "necsus/bots/outcomes.hpp"

#include <algorithm>
#include <utility>

#include "necsus/bots/explanations.hpp"
#include "necsus/log.hpp"
#include "necsus/text/utf8.hpp"

namespace necsus {

namespace {

// How often it is tried again.
constexpr auto shortest_pause = std::chrono::milliseconds(50);
constexpr auto longest_pause = std::chrono::milliseconds(500);

/// Of a message that is lost the log has this much.
constexpr std::size_t logged_bytes = 200;

std::size_t bytes_of(const Message& message) {
    std::size_t bytes = message.text.size();
    for (const auto* part : {&message.image, &message.media, &message.css, &message.js, &message.state}) {
        if (*part) bytes += (*part)->size();
    }
    return bytes;
}

}  // namespace

Outcomes::Outcomes(Executor executor, Rooms& rooms, OutcomeBounds bounds)
    : executor_(executor), rooms_(rooms), bounds_(bounds) {}

awaitable<void> Outcomes::add(std::string bot, Message message, EndedCall call) {
    auto room = call.room;
    return keep(
        std::make_shared<const Outcome>(Outcome{std::move(room), std::move(bot), std::move(call), std::move(message)}));
}

awaitable<void> Outcomes::note_silence(std::string bot, EndedCall call) {
    auto room = call.room;
    return keep(std::make_shared<const Outcome>(Outcome{std::move(room), std::move(bot), std::move(call), {}}));
}

awaitable<void> Outcomes::announce(std::string room, std::string html) {
    auto message = system_message(room, std::move(html));
    return keep(std::make_shared<const Outcome>(Outcome{std::move(room), {}, {}, std::move(message)}));
}

awaitable<void> Outcomes::keep(std::shared_ptr<const Outcome> outcome) {
    Attempt attempt = [this, outcome] { return store(outcome); };
    std::size_t bytes = 0;
    if (outcome->message) bytes = bytes_of(*outcome->message);
    bool stored = co_await until_stored(std::move(attempt), bytes);
    if (!stored) give_up(*outcome);
}

awaitable<void> Outcomes::store(std::shared_ptr<const Outcome> outcome) {
    if (!outcome->call) return rooms_.announce(outcome->room, outcome->message->text);
    if (!outcome->message) return rooms_.note_silence(*outcome->call);
    return rooms_.add_outcome(*outcome->message, *outcome->call);
}

awaitable<std::optional<DatabaseError>> Outcomes::failure_of(Attempt attempt) {
    std::optional<DatabaseError> failure;
    try {
        co_await attempt();
    } catch (const DatabaseError& error) {
        failure = error;
    }
    co_return failure;
}

awaitable<bool> Outcomes::until_stored(Attempt attempt, std::size_t bytes) {
    auto failure = co_await failure_of(attempt);
    if (!failure) co_return true;
    if (kept_ >= bounds_.most || kept_bytes_ + bytes > bounds_.most_bytes) co_return false;
    note_kept(bytes, *failure);
    Timer timer(executor_);
    auto pause = shortest_pause;
    const auto deadline = Clock::now() + bounds_.patience;
    // What the tables reject once they reject again.
    while (failure && failure->trouble != DatabaseTrouble::rejected && Clock::now() < deadline && !stopping_) {
        timer.expires_after(pause);
        co_await timer.async_wait(use_awaitable);
        pause = std::min(2 * pause, longest_pause);
        failure = co_await failure_of(attempt);
    }
    note_ended(bytes);
    co_return !failure;
}

void Outcomes::note_kept(std::size_t bytes, const DatabaseError& error) {
    kept_bytes_ += bytes;
    if (++kept_ > 1) return;
    log_event(LogLevel::warn, "what bots answer is kept until it can be stored", {{"error", error.what()}});
}

void Outcomes::note_ended(std::size_t bytes) {
    kept_bytes_ -= bytes;
    if (--kept_ == 0) log_event(LogLevel::info, "nothing of what bots answered is kept any more");
}

void Outcomes::give_up(const Outcome& outcome) {
    auto bot = outcome.call ? outcome.call->bot_id : 0;
    auto begins = outcome.message ? excerpt(outcome.message->text, logged_bytes) : std::string("(silence)");
    log_event(LogLevel::error, "outcome_lost",
              {{"room", outcome.room}, {"bot", outcome.bot}, {"bot_id", std::to_string(bot)}, {"begins", begins}});
    Loser loser{outcome.room, bot, outcome.bot};
    if (untold_.size() >= bounds_.most && !untold_.contains(loser)) return;
    ++untold_[std::move(loser)];
    if (!stopping_ && !std::exchange(telling_, true)) spawn(executor_, tell_rooms(), "telling rooms what was lost");
}

awaitable<void> Outcomes::tell_rooms() {
    Timer timer(executor_);
    while (!untold_.empty() && !stopping_) {
        timer.expires_after(longest_pause);
        co_await timer.async_wait(use_awaitable);
        while (!untold_.empty()) {
            auto [loser, count] = *untold_.begin();
            Attempt attempt = [this, loser = loser, count = count] { return tell(loser, count); };
            auto failure = co_await failure_of(std::move(attempt));
            bool told = !failure || failure->trouble == DatabaseTrouble::rejected;
            if (!told) break;
            auto& left = untold_[loser];
            left -= count;
            if (left == 0) untold_.erase(loser);
        }
    }
    telling_ = false;
}

/// With it the bot's conversation is over, as with any failure.
awaitable<void> Outcomes::tell(Loser loser, std::size_t count) {
    auto& [room, bot_id, bot] = loser;
    if (bot_id == 0) return rooms_.announce(room, explain_lost_outcomes(bot, count));
    auto message = system_message(room, explain_lost_outcomes(bot, count));
    EndedCall call{room, bot_id};
    return rooms_.add_outcome(std::move(message), std::move(call));
}

void Outcomes::stop() {
    stopping_ = true;
}

void Outcomes::log_untold() const {
    for (const auto& [loser, count] : untold_) {
        const auto& [room, bot_id, bot] = loser;
        log_event(LogLevel::error, "room_not_told_of_lost_outcomes",
                  {{"room", room}, {"bot", bot}, {"bot_id", std::to_string(bot_id)}, {"lost", std::to_string(count)}});
    }
}

}  // namespace necsus
