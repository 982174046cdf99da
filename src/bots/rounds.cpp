#include "necsus/bots/rounds.hpp"

#include <algorithm>

namespace necsus {

namespace {

constexpr auto time_between_tellings = std::chrono::seconds(5);

/// Those whose bots were woken last: some 100 bytes each.
constexpr std::size_t max_braked_rooms = 65'536;

}  // namespace

struct Rounds::RoomState {
    std::string name;
    std::size_t under_way = 0;
    std::weak_ptr<const std::vector<Bot>> bots;
};

Rounds::Rounds(Executor executor, RoundLimits limits)
    : limits_(limits), brake_({limits.rate, limits.burst}, max_braked_rooms), ended_(executor) {}

Rounds::~Rounds() = default;

std::variant<Rounds::Round, Busy> Rounds::begin(const std::string& room) {
    if (under_way_ >= limits_.in_all) return Busy::server;
    auto& entry = rooms_[room];
    if (!entry) {
        entry = std::make_unique<RoomState>();
        entry->name = room;
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
    if (--room_->under_way == 0) rounds_->rooms_.erase(std::string(room_->name));
    if (--rounds_->under_way_ == 0) rounds_->ended_.fire();
}

bool Rounds::Round::may_call() {
    if (calls_) return true;
    // However quiet the room is: a bot that answers at once, and then posts what wakes it, is one round after the
    // other.
    calls_ = rounds_->brake_.take(room_->name, Clock::now()) == TokenBuckets::Duration::zero();
    return calls_;
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
