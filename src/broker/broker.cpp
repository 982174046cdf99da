#include "necsus/broker/broker.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

namespace necsus {

namespace {

/// To end a connection takes some 10 us.
constexpr int most_cut_off_at_once = 100;

}  // namespace

Broker::Broker(Executor executor, std::size_t max_memory) : executor_(executor), max_memory_(max_memory) {}

void Broker::publish(const std::string& room, const Frame& frame) {
    publish(room, frame, Interest::room);
}

bool Broker::has_activity_subscriber(const std::string& room) const {
    auto found = rooms_.find(room);
    if (found == rooms_.end()) return false;
    return std::any_of(found->second.begin(), found->second.end(),
                       [](const Subscription* subscription) { return subscription->interest() == Interest::activity; });
}

void Broker::publish(const std::string& room, const Frame& frame, Interest interest) {
    auto found = rooms_.find(room);
    if (found == rooms_.end()) return;
    auto event = events_.add(frame);
    for (auto* subscription : found->second) {
        if (subscription->interest() >= interest) subscription->push(event);
    }
    if (memory() <= max_memory_ || std::exchange(sheds_soon_, true)) return;
    // Not here: those who can send at once have sent by then.
    asio::post(executor_, [this] {
        sheds_soon_ = false;
        if (memory() > max_memory_) shed();
    });
}

/// An event is free when the last of those who have it has sent it or is gone. So the one who is longest behind goes
/// first: with it goes what only it still had, and whoever keeps up is not touched.
void Broker::shed() {
    const auto enough = max_memory_ - max_memory_ / 4;
    const auto newest = events_.kept().empty() ? no_event : events_.kept().back().number;
    int cut_off = 0;
    for (auto [oldest, subscription] : those_behind()) {
        if (++cut_off > most_cut_off_at_once) {
            sheds_soon_ = true;
            asio::post(executor_, [this] {
                sheds_soon_ = false;
                shed();
            });
            return;
        }
        auto goes = events_.bytes_before(oldest);  // only those who were cut off just now have these in hand
        if (memory() - goes <= enough || oldest == newest) return;
        subscription->cut_off();
    }
}

/// With the oldest event of each; those that are longest behind first.
std::vector<std::pair<EventNumber, Subscription*>> Broker::those_behind() const {
    std::vector<std::pair<EventNumber, Subscription*>> behind;
    for (const auto& [room, subscriptions] : rooms_) {
        for (auto* subscription : subscriptions) {
            auto oldest = subscription->oldest();
            if (oldest != no_event) behind.emplace_back(oldest, subscription);
        }
    }
    std::sort(behind.begin(), behind.end());
    return behind;
}

void Broker::close() {
    closed_ = true;
    for (auto& [room, subscriptions] : rooms_) {
        for (auto* subscription : subscriptions) subscription->close(Subscription::End::going_away);
    }
}

void Broker::join(Subscription& subscription) {
    rooms_[subscription.room()].push_back(&subscription);
    ++subscribers_;
    if (closed_) subscription.close(Subscription::End::going_away);
}

void Broker::leave(Subscription& subscription) {
    auto found = rooms_.find(subscription.room());
    auto& listening = found->second;
    auto place = std::find(listening.begin(), listening.end(), &subscription);
    std::iter_swap(place, std::prev(listening.end()));
    listening.pop_back();
    if (listening.empty()) rooms_.erase(found);
    --subscribers_;
}

}  // namespace necsus
