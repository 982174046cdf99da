#include "necsus/bots/rounds.hpp"

#include <algorithm>

namespace necsus {

namespace {

constexpr auto time_between_tellings = std::chrono::seconds(5);

}  // namespace

struct Rounds::RoomState {
    std::string name;
    std::size_t under_way = 0;
    std::size_t calling = 0;  // of these, which have called a bot
    double tokens = 0;
    Clock::time_point counted = Clock::now();
    std::weak_ptr<const std::vector<Bot>> bots;

    bool take_token(const RoundLimits& limits) {
        auto now = Clock::now();
        auto gained = std::chrono::duration<double>(now - counted).count() * limits.rate;
        tokens = std::min(tokens + gained, limits.burst);
        counted = now;
        if (tokens < 1) return false;
        tokens -= 1;
        return true;
    }
};

Rounds::Rounds(Executor executor, RoundLimits limits) : limits_(limits), ended_(executor) {}

Rounds::~Rounds() = default;

std::variant<Rounds::Round, Busy> Rounds::begin(const std::string& room) {
    if (under_way_ >= limits_.in_all) return Busy::server;
    auto& entry = rooms_[room];
    if (!entry) {
        entry = std::make_unique<RoomState>();
        entry->name = room;
        entry->tokens = limits_.burst;
    }
    auto& state = *entry;
    if (state.under_way >= limits_.in_room) return Busy::room;
    ++state.under_way;
    ++under_way_;
    return Round(*this, state);
}

Rounds::Round::Round(Round&& other) noexcept
    : rounds_(std::exchange(other.rounds_, nullptr)), room_(other.room_), calls_(other.calls_) {}

Rounds::Round::~Round() {
    if (rounds_ == nullptr) return;
    if (calls_) --room_->calling;
    if (--room_->under_way == 0) rounds_->rooms_.erase(std::string(room_->name));
    if (--rounds_->under_way_ == 0) rounds_->ended_.fire();
}

bool Rounds::Round::may_call() {
    if (calls_) return true;
    bool others_call = room_->calling > 0;
    if (others_call && !room_->take_token(rounds_->limits_)) return false;
    ++room_->calling;
    calls_ = true;
    return true;
}

std::shared_ptr<const std::vector<Bot>> Rounds::Round::shared(std::vector<Bot> bots) {
    auto present = room_->bots.lock();
    if (present && *present == bots) return present;
    auto made = std::make_shared<const std::vector<Bot>>(std::move(bots));
    room_->bots = made;
    return made;
}

bool Rounds::worth_telling(const std::string& room, Busy why) {
    auto now = Clock::now();
    while (!forget_told_.empty() && forget_told_.front().first <= now) {
        told_.erase(forget_told_.front().second);
        forget_told_.pop_front();
    }
    auto what = std::to_string(static_cast<int>(why)) + room;
    if (!told_.insert(what).second) return false;
    forget_told_.emplace_back(now + time_between_tellings, std::move(what));
    return true;
}

awaitable<void> Rounds::idle(Clock::time_point deadline) {
    if (under_way_ > 0) co_await ended_.fired_by(deadline);
}

}  // namespace necsus
