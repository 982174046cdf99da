// Lines that wait to be written, within bounds: what has no room, or comes too fast, is lost and counted where it would
// have stood.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

#include "necsus/log.hpp"

namespace necsus {

class LogQueue {
  public:
    using Time = std::chrono::steady_clock::time_point;

    /// Lines, and how many were lost after them.
    struct Piece {
        std::string lines;
        std::size_t lost = 0;
    };

    explicit LogQueue(LogBounds bounds) : bounds_(bounds) {}

    /// One that `matters` has as many lines a second to itself.
    void add(std::string_view line, bool matters, Time now);

    /// Everything in its order, but for a gap at the end that still grows: it is told once.
    std::deque<Piece> take(Time now);
    /// `take` would give something.
    bool is_ready(Time now) const { return has_lines() || (!empty() && !grows(now)); }

    bool empty() const { return pieces_.empty(); }
    bool has_lines() const { return !empty() && (pieces_.size() > 1 || !pieces_.front().lines.empty()); }
    /// Of the lines that wait, and of those that were taken.
    std::size_t bytes() const { return bytes_; }

    /// What was taken is written, except for `lost` lines.
    void finish(std::size_t lost);

  private:
    bool has_room(std::size_t bytes);
    bool is_in_rate(bool matters, Time now);
    bool grows(Time now) const;
    void lose(std::size_t lines);

    LogBounds bounds_;
    std::deque<Piece> pieces_;
    std::size_t bytes_ = 0;
    std::size_t taken_bytes_ = 0;  // of them
    bool full_ = false;            // from the first line that found no room until half of it is free again
    Time second_ends_{};
    std::size_t second_lines_ = 0;
};

}  // namespace necsus
