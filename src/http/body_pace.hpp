// Whether a body comes, or is taken, fast enough.
#pragma once

#include <algorithm>
#include <cstddef>

#include "necsus/async.hpp"

namespace necsus {

/// In each span of `patience` there must come `bytes_per_second` on average, and at least one byte. A new span begins
/// as soon as there has: what came fast earlier is no excuse for a connection that then only keeps its body alive.
class BodyPace {
  public:
    BodyPace(std::size_t bytes_per_second, std::chrono::milliseconds patience, Clock::time_point now)
        : patience_(patience),
          least_bytes_(std::max<std::size_t>(1, bytes_per_second * static_cast<std::size_t>(patience.count()) / 1000)),
          begun_(now) {}

    /// The body has `bytes` now.
    void note(std::size_t bytes, Clock::time_point now) {
        bytes_ = std::max(bytes, bytes_);
        if (bytes_ - bytes_before_ < least_bytes_) return;
        bytes_before_ = bytes_;
        begun_ = now;
    }

    /// When it is too slow, unless more comes.
    Clock::time_point deadline() const { return begun_ + patience_; }
    /// Something comes, if not enough.
    bool trickles() const { return bytes_ > bytes_before_; }

  private:
    std::chrono::milliseconds patience_;
    std::size_t least_bytes_;
    std::size_t bytes_ = 0, bytes_before_ = 0;
    Clock::time_point begun_;
};

}  // namespace necsus
