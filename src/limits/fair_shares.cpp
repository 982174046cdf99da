#include "necsus/limits/fair_shares.hpp"

#include <algorithm>

namespace necsus {

void FairShares::Share::shrink(std::size_t amount) {
    if (shares_ == nullptr || (amount >= amount_ && amount > 0)) return;
    auto* shares = amount == 0 ? std::exchange(shares_, nullptr) : shares_;
    shares->give_back(*group_, amount_ - amount);
    amount_ = amount;
}

bool FairShares::Share::grow(std::size_t amount) {
    if (amount <= amount_) return true;
    if (shares_ == nullptr || !shares_->may_have(*group_, amount - amount_)) return false;
    shares_->give(*group_, amount - amount_);
    amount_ = amount;
    return true;
}

FairShares::Share FairShares::take_at_once(std::string group_name, std::size_t amount) {
    if (closed_) return {};
    amount = std::min(amount, amount_);
    auto& group = groups_[group_name];
    group.name = std::move(group_name);
    if (may_have(group, amount)) {
        give(group, amount);
        return {*this, group, amount};
    }
    tidy(group);
    return {};
}

awaitable<FairShares::Share> FairShares::take(std::string group_name, std::size_t amount, Clock::time_point deadline) {
    if (closed_) co_return Share();
    amount = std::min(amount, amount_);
    auto& group = groups_[group_name];
    group.name = std::move(group_name);
    if (group.waiting.empty() && may_have(group, amount)) {
        give(group, amount);
    } else {
        auto waiting = line_up(group, amount);
        bool given = co_await waiting->turn.fired_by(deadline);
        // `hand_out` has counted it for us, and taken us out of the line; `close` only the latter.
        if (closed_) co_return Share();
        if (!given) leave(group, waiting);
        if (!given) co_return Share();
    }
    co_return Share(*this, group, amount);
}

bool FairShares::may_have(const Group& group, std::size_t amount) const {
    auto free = amount_ - in_use_;
    if (amount > free) return false;
    return group.has == 0 || group.has + amount <= generosity_ * free;
}

void FairShares::give(Group& group, std::size_t amount) {
    group.has += amount;
    in_use_ += amount;
}

std::list<FairShares::Waiting>::iterator FairShares::line_up(Group& group, std::size_t amount) {
    if (group.waiting.empty()) group.turn = turns_.insert(turns_.end(), &group);
    ++waiting_;
    return group.waiting.emplace(group.waiting.end(), executor_, amount);
}

void FairShares::leave(Group& group, std::list<Waiting>::iterator waiting) {
    group.waiting.erase(waiting);
    --waiting_;
    if (group.waiting.empty()) turns_.erase(group.turn);
    if (!closed_) hand_out();  // those behind may want less, and have it at once
    tidy(group);
}

void FairShares::give_back(Group& group, std::size_t amount) {
    group.has -= amount;
    in_use_ -= amount;
    if (!closed_) hand_out();
    tidy(group);
}

void FairShares::hand_out() {
    auto can_go_on = [this](Group* group) { return may_have(*group, group->waiting.front().amount); };
    for (;;) {
        auto next = std::find_if(turns_.begin(), turns_.end(), can_go_on);
        if (next == turns_.end()) return;
        auto& group = **next;
        auto& waiting = group.waiting.front();
        give(group, waiting.amount);
        waiting.turn.fire();
        group.waiting.pop_front();
        --waiting_;
        if (group.waiting.empty()) {
            turns_.erase(next);
        } else {
            turns_.splice(turns_.end(), turns_, next);
        }
    }
}

void FairShares::tidy(Group& group) {
    if (group.has == 0 && group.waiting.empty()) groups_.erase(std::string(group.name));
}

void FairShares::close() {
    closed_ = true;
    for (auto* group : turns_) {
        for (auto& waiting : group->waiting) waiting.turn.fire();
        group->waiting.clear();
    }
    turns_.clear();
    waiting_ = 0;
}

}  // namespace necsus
