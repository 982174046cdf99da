// Who listens to which room.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "necsus/broker/subscription.hpp"
#include "necsus/model/room_event.hpp"

namespace necsus {

class Broker {
  public:
    /// Queues `event` for everybody in the room, in the same order for all. Never waits.
    void publish(const std::string& room, const Frame& event);

    /// Ends every subscription, also those to come: the server is stopping.
    void close();

    std::size_t listeners() const { return listeners_; }

  private:
    friend class Subscription;

    void join(Subscription& subscription);
    void leave(Subscription& subscription);

    std::unordered_map<std::string, std::vector<Subscription*>> rooms_;
    std::size_t listeners_ = 0;
    bool closed_ = false;
};

}  // namespace necsus
