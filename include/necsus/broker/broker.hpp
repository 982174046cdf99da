// Who is subscribed to which room.
#pragma once

#include <cstddef>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "necsus/async.hpp"
#include "necsus/broker/live_events.hpp"
#include "necsus/broker/subscription.hpp"

namespace necsus {

class Broker {
  public:
    /// No more than `max_memory` bytes wait for all subscribers together: an event counts once, however many it waits
    /// for. When it is more, those that are longest behind are cut off, until a quarter of it is free again.
    explicit Broker(Executor executor, std::size_t max_memory = std::numeric_limits<std::size_t>::max());

    /// Queues `event` for every subscriber in the room, in the same order for all. Never waits.
    void publish(const std::string& room, const Frame& event);

    /// The same for those alone who want to know of activity, if there are any: else `make_event` isn't called.
    template <class MakeEvent>
    void publish_activity(const std::string& room, MakeEvent make_event) {
        if (has_activity_subscriber(room)) publish(room, make_event(), Interest::activity);
    }

    /// Ends every subscription, also those to come: the server is stopping.
    void close();

    std::size_t subscribers() const { return subscribers_; }

    /// What waits for subscribers now, in bytes.
    std::size_t memory() const { return events_.bytes() + queues_bytes_; }

  private:
    friend class Subscription;

    bool has_activity_subscriber(const std::string& room) const;
    void publish(const std::string& room, const Frame& event, Interest interest);
    void join(Subscription& subscription);
    void leave(Subscription& subscription);
    void shed();
    std::vector<std::pair<EventNumber, Subscription*>> those_behind() const;

    Executor executor_;
    std::size_t max_memory_;
    LiveEvents events_;
    std::size_t queues_bytes_ = 0;  // of the subscriptions' queues themselves
    bool sheds_soon_ = false;
    // In order: who chooses the names of rooms chooses no hashes.
    std::map<std::string, std::vector<Subscription*>> rooms_;
    std::size_t subscribers_ = 0;
    bool closed_ = false;
};

}  // namespace necsus
