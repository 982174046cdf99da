// How many things happened within a span of time up to now, to the second.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>

namespace necsus {

class RecentCount {
  public:
    using Time = std::chrono::steady_clock::time_point;

    explicit RecentCount(std::chrono::seconds span) : span_(span) {}

    void add(std::size_t count, Time now);
    /// One that was added did not happen after all.
    void take_back();
    std::size_t count(Time now);
    /// Until the oldest of them no longer count; zero if there are none.
    std::chrono::seconds until_fewer(Time now);

  private:
    struct Second {
        Time end;  // of its counting
        std::size_t count;
    };

    std::chrono::seconds span_;
    std::deque<Second> seconds_;
    std::size_t count_ = 0;
};

}  // namespace necsus
