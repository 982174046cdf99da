// One subscriber's place in a room: a bounded queue of live events. Joins when built, leaves when destroyed.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>

#include "necsus/async.hpp"
#include "necsus/broker/live_events.hpp"

namespace necsus {

class Broker;

struct BacklogBounds {
    std::size_t bytes = 0;
    std::size_t events = 0;
};

/// Which events a subscriber wants: those of the room, or also those about what its bots do.
enum class Interest { room, activity };

class Subscription {
  public:
    /// Why no more events come.
    enum class End { none, subscriber_left, fell_behind, going_away };

    Subscription(Broker& broker, std::string room, Executor executor, BacklogBounds bounds,
                 Interest interest = Interest::room);
    ~Subscription();
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

    /// The next event, in the order of publishing; null when `ended` says why. One caller at a time, which has let go
    /// the event before by then.
    awaitable<Frame> next();

    /// The subscriber has gone, the server stops: `next` answers null from here.
    void close(End why);

    /// Called once, when the subscription ends before its subscriber left; at once if it has.
    void on_end(std::function<void()> callback);

    /// Called when there is no time for a goodbye: the memory of the event that the subscriber has in hand is needed.
    void on_cut_off(std::function<void()> callback) { on_cut_off_ = std::move(callback); }

    End ended() const { return ended_; }
    const std::string& room() const { return room_; }
    Interest interest() const { return interest_; }

  private:
    friend class Broker;

    void push(const LiveEvent& event);
    void empty_queue();
    /// The oldest event that it keeps in memory, or no_event.
    EventNumber oldest() const;
    /// As one that fell behind, and whatever it has is let go at once.
    void cut_off();

    Broker& broker_;
    std::string room_;
    BacklogBounds bounds_;
    Interest interest_;
    std::deque<LiveEvent> events_;
    std::size_t bytes_ = 0;           // of `events_`
    EventNumber in_hand_ = no_event;  // that `next` gave last
    End ended_ = End::none;
    Signal changed_;  // an event came, or the end
    std::function<void()> on_end_, on_cut_off_;
};

}  // namespace necsus
