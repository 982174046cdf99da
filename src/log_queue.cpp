#include "log_queue.hpp"

#include <utility>

namespace necsus {

void LogQueue::add(std::string_view line, bool matters, Time now) {
    if (!has_room(line.size()) || !is_in_rate(matters, now)) {
        lose(1);
        return;
    }
    if (pieces_.empty() || pieces_.back().lost > 0) pieces_.emplace_back();
    pieces_.back().lines += line;
    bytes_ += line.size();
}

std::deque<LogQueue::Piece> LogQueue::take(Time now) {
    taken_bytes_ = bytes_;
    auto taken = std::exchange(pieces_, {});
    if (taken.empty() || !grows(now)) return taken;
    auto lost = std::exchange(taken.back().lost, 0);
    if (lost > 0) lose(lost);
    return taken;
}

void LogQueue::finish(std::size_t lost) {
    bytes_ -= std::exchange(taken_bytes_, 0);
    if (lost > 0) pieces_.push_front({{}, lost});
}

bool LogQueue::has_room(std::size_t bytes) {
    if (full_ && bytes_ > bounds_.max_backlog_bytes / 2) return false;
    full_ = bytes_ + bytes > bounds_.max_backlog_bytes;
    return !full_;
}

bool LogQueue::is_in_rate(bool matters, Time now) {
    if (now >= second_ends_) {
        second_ends_ = now + std::chrono::seconds(1);
        second_lines_ = 0;
    }
    if (second_lines_ >= bounds_.max_lines_per_second * (matters ? 2 : 1)) return false;
    ++second_lines_;
    return true;
}

bool LogQueue::grows(Time now) const {
    bool is_full = full_ && bytes_ > bounds_.max_backlog_bytes / 2;
    bool is_too_fast = second_lines_ >= bounds_.max_lines_per_second;
    return is_full || (is_too_fast && now < second_ends_);
}

void LogQueue::lose(std::size_t lines) {
    if (pieces_.empty()) pieces_.emplace_back();
    pieces_.back().lost += lines;
}

}  // namespace necsus
