#include "necsus/limits/recent_count.hpp"

namespace necsus {

void RecentCount::add(std::size_t count, Time now) {
    if (count == 0) return;
    auto end = std::chrono::ceil<std::chrono::seconds>(now + span_);  // rather too long than too short
    if (seconds_.empty() || seconds_.back().end != end) seconds_.push_back({end, 0});
    seconds_.back().count += count;
    count_ += count;
}

void RecentCount::take_back() {
    if (seconds_.empty()) return;
    --count_;
    if (--seconds_.back().count == 0) seconds_.pop_back();
}

std::size_t RecentCount::count(Time now) {
    for (; !seconds_.empty() && seconds_.front().end <= now; seconds_.pop_front()) count_ -= seconds_.front().count;
    return count_;
}

std::chrono::seconds RecentCount::until_fewer(Time now) {
    if (count(now) == 0) return std::chrono::seconds(0);
    return std::chrono::ceil<std::chrono::seconds>(seconds_.front().end - now);
}

}  // namespace necsus
