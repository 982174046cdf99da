#include "necsus/bots/pacing.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace necsus {

namespace {

/// Each costs about 0.1 ms, more in a room with many listeners.
constexpr std::size_t in_one_turn = 16;

}  // namespace

awaitable<void> Pacing::turn() {
    if (closed_) co_return;
    if (!std::exchange(next_is_coming_, true)) next_turn_soon();
    if (waiting_.empty() && gone_on_ < in_one_turn) {
        ++gone_on_;
        co_return;
    }
    if (waiting_.empty() || waiting_.back()->size == in_one_turn) {
        waiting_.push_back(std::make_unique<Group>(executor_));
    }
    auto& group = *waiting_.back();
    ++group.size;
    co_await group.turn.fired();
}

void Pacing::next_turn_soon() {
    asio::post(executor_, [this] { next(); });
}

void Pacing::next() {
    gone_on_ = 0;
    next_is_coming_ = !waiting_.empty();
    if (!next_is_coming_) return;
    gone_on_ = waiting_.front()->size;
    waiting_.front()->turn.fire();
    waiting_.pop_front();
    next_turn_soon();
}

void Pacing::close() {
    closed_ = true;
    for (auto& group : waiting_) group->turn.fire();
    waiting_.clear();
}

}  // namespace necsus
