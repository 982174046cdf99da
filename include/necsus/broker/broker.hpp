// Who is subscribed to which room.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "necsus/broker/subscription.hpp"
#include "necsus/model/room_event.hpp"

namespace necsus {

class Broker {
  public:
    /// Queues `event` for every subscriber in the room, in the same order for all. Never waits.
    void publish(const std::string& room, const Frame& event);

    /// Ends every subscription, also those to come: the server is stopping.
    void close();

    std::size_t subscribers() const { return subscribers_; }

  private:
    friend class Subscription;

    void join(Subscription& subscription);
    void leave(Subscription& subscription);

    std::unordered_map<std::string, std::vector<Subscription*>> rooms_;
    std::size_t subscribers_ = 0;
    bool closed_ = false;
};

}  // namespace necsus
