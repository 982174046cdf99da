#include "necsus/broker/broker.hpp"

#include <algorithm>

namespace necsus {

void Broker::publish(const std::string& room, const Frame& event) {
    auto found = rooms_.find(room);
    if (found == rooms_.end()) return;
    for (auto* subscription : found->second) subscription->push(event);
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
