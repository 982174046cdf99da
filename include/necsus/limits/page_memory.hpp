// How much memory the long answers to all clients may take together while they are sent, however slowly they are read.
#pragma once

#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

#include "necsus/limits/fair_shares.hpp"

namespace necsus {

/// So many answers wait to be read that there was no memory for one more in time.
struct NoPageMemory : std::runtime_error {
    NoPageMemory() : std::runtime_error("no memory for an answer: others are not read") {}
};

/// Shared out by client: one that reads nothing keeps no other from reading.
class PageMemory {
  public:
    PageMemory(Executor executor, std::size_t most_bytes)
        : shares_(executor, most_bytes, generosity), turns_(executor, 1, 1) {}

    /// What takes no more is not counted: the system takes it off our hands at once.
    static constexpr std::size_t small_bytes = 64U << 10U;

    /// To be taken before what it is for is made. Waits for others to have theirs sent; throws NoPageMemory when that
    /// takes too long.
    awaitable<FairShares::Share> take(std::string client, std::size_t bytes) {
        auto share = co_await shares_.take(std::move(client), bytes, Clock::now() + patience);
        if (!share) throw NoPageMemory();
        co_return share;
    }

    /// The turn to read, to be given back after it: one reads between two turns of the loop, and clients alternate. So
    /// a hundred who ask for megabytes at once hold up nobody else for longer than one of them.
    awaitable<FairShares::Share> turn(std::string client) {
        auto share = co_await turns_.take(std::move(client), 1, Clock::now() + patience);
        if (!share) throw NoPageMemory();
        co_return share;
    }

    /// Needed before the loop goes.
    void close() {
        shares_.close();
        turns_.close();
    }

    std::size_t used_bytes() const { return shares_.in_use(); }

  private:
    static constexpr auto patience = std::chrono::seconds(30);
    /// One client may have three quarters, if nobody else has any.
    static constexpr std::size_t generosity = 3;

    FairShares shares_, turns_;
};

}  // namespace necsus
