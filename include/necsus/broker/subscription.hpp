// One subscriber's place in a room: a bounded queue of live events. Joins when built, leaves when destroyed.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>

#include "necsus/async.hpp"
#include "necsus/model/room_event.hpp"

namespace necsus {

class Broker;

struct BacklogBounds {
    std::size_t bytes = 0;
    std::size_t events = 0;
};

class Subscription {
  public:
    /// Why no more events come.
    enum class End { none, subscriber_left, fell_behind, going_away };

    Subscription(Broker& broker, std::string room, Executor executor, BacklogBounds bounds);
    ~Subscription();
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

    /// The next event, in the order of publishing; null when `ended` says why. One caller at a time.
    awaitable<Frame> next();

    /// The subscriber has gone, the server stops: `next` answers null from here.
    void close(End why);

    /// Called once, when the subscription ends before its subscriber left.
    void on_end(std::function<void()> callback) { on_end_ = std::move(callback); }

    End ended() const { return ended_; }
    const std::string& room() const { return room_; }

  private:
    friend class Broker;

    void push(const Frame& frame);

    Broker& broker_;
    std::string room_;
    BacklogBounds bounds_;
    std::deque<Frame> events_;
    std::size_t bytes_ = 0;
    End ended_ = End::none;
    Signal changed_;  // an event came, or the end
    std::function<void()> on_end_;
};

}  // namespace necsus
