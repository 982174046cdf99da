// Listens to a room and writes down what it hears.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "necsus/broker/broker.hpp"
#include "run.hpp"

namespace necsus {

class Ear {
  public:
    Ear(asio::io_context& loop, Broker& broker, const std::string& room, Interest interest = Interest::room)
        : loop_(loop), broker_(broker), feed_(broker, room, loop.get_executor(), {1U << 20U, 1000}, interest) {}

    /// What was said in the room since the last time.
    std::vector<std::string> heard() {
        auto mark = std::make_shared<const std::string>("(until here)");
        broker_.publish(feed_.room(), mark);
        return run(loop_, until(mark));
    }

  private:
    awaitable<std::vector<std::string>> until(Frame mark) {
        std::vector<std::string> events;
        for (;;) {
            auto event = co_await feed_.next();
            if (!event || event == mark) co_return events;
            if (*event != *mark) events.push_back(*event);  // another ear's mark says nothing
        }
    }

    asio::io_context& loop_;
    Broker& broker_;
    Subscription feed_;
};

}  // namespace necsus
