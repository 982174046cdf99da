#include "log_writer.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "log_queue.hpp"

namespace necsus {

namespace {

using Clock = std::chrono::steady_clock;

/// Lines that come within this time are one write; a crash loses no more than those.
constexpr auto gathering_time = std::chrono::milliseconds(10);
constexpr std::size_t many_bytes = 64U << 10U;
/// Longer than a second of too many lines lasts, which are told of at its end.
constexpr auto flush_time = std::chrono::milliseconds(1500);
/// How often it is looked whether a gap has ended.
constexpr auto gap_glance = std::chrono::milliseconds(100);

std::size_t lines_in(std::string_view text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// False if the descriptor takes nothing more: its reader has gone, or the disk is full. `text` is what is left of it.
bool write_some(int descriptor, std::string_view& text) {
    const auto written = ::write(descriptor, text.data(), std::min(text.size(), many_bytes));
    if (written >= 0) {
        text.remove_prefix(static_cast<std::size_t>(written));
        return true;
    }
    if (errno == EAGAIN) {  // another program that shares it has made it so
        pollfd ready{descriptor, POLLOUT, 0};
        ::poll(&ready, 1, -1);
        return true;
    }
    return errno == EINTR;
}

}  // namespace

struct LogWriter::State {
    State(int descriptor_in, LogBounds bounds, std::function<std::string(std::size_t)> lost_line_in)
        : descriptor(descriptor_in), lost_line(std::move(lost_line_in)), queue(bounds) {}

    void run();
    void wait_for_work(std::unique_lock<std::mutex>& lock);
    std::size_t write(const std::deque<LogQueue::Piece>& pieces);
    bool write_whole(std::string_view& text);

    // The thread's alone.
    const int descriptor;
    const std::function<std::string(std::size_t)> lost_line;
    bool within_line = false;  // where a write failed

    std::mutex mutex;
    std::condition_variable wake;
    std::condition_variable idle;
    LogQueue queue;
    bool hurried = false;  // something that waits matters, or somebody waits for it
    bool writing = false;
    bool failed = false;  // the last write; the next line tries again
    bool stopped = false;
};

void LogWriter::State::run() {
    std::unique_lock lock(mutex);
    while (!stopped || (queue.has_lines() && !failed)) {
        wait_for_work(lock);
        hurried = false;
        const auto pieces = queue.take(Clock::now());
        writing = true;
        lock.unlock();
        const auto lost = write(pieces);
        lock.lock();
        writing = false;
        failed = lost > 0;
        queue.finish(lost);
        idle.notify_all();
    }
}

void LogWriter::State::wait_for_work(std::unique_lock<std::mutex>& lock) {
    while (!stopped && !queue.has_lines() && (failed || !queue.is_ready(Clock::now()))) {
        if (queue.empty() || failed) {
            wake.wait(lock);
        } else {
            wake.wait_for(lock, gap_glance);
        }
    }
    wake.wait_for(lock, gathering_time, [this] { return hurried || stopped || queue.bytes() >= many_bytes; });
}

/// How many lines were lost because they could not be written.
std::size_t LogWriter::State::write(const std::deque<LogQueue::Piece>& pieces) {
    std::size_t lost = 0;
    for (const auto& [lines, lost_after] : pieces) {
        std::string_view rest = lines;
        if (lost > 0 || !write_whole(rest)) {
            lost += lines_in(rest) + lost_after;
        } else if (lost_after > 0) {
            const auto told = lost_line(lost_after);
            std::string_view line = told;
            if (!write_whole(line)) lost = lost_after;
        }
    }
    return lost;
}

/// False if it could not be; `text` is what is left of it then.
bool LogWriter::State::write_whole(std::string_view& text) {
    std::string_view line_end = within_line && !text.empty() ? "\n" : "";
    while (!line_end.empty()) {
        if (!write_some(descriptor, line_end)) return false;
    }
    while (!text.empty()) {
        const auto* begin = text.data();
        if (!write_some(descriptor, text)) return false;
        if (text.data() != begin) within_line = text.data()[-1] != '\n';
    }
    return true;
}

LogWriter::LogWriter(int descriptor, LogBounds bounds, std::function<std::string(std::size_t)> lost_line)
    : state_(std::make_shared<State>(descriptor, bounds, std::move(lost_line))) {
    std::thread([state = state_] { state->run(); }).detach();
}

LogWriter::~LogWriter() {
    std::lock_guard lock(state_->mutex);
    state_->stopped = true;
    state_->wake.notify_all();
}

void LogWriter::write(std::string_view line, bool matters) {
    std::lock_guard lock(state_->mutex);
    const bool was_asleep = !state_->queue.has_lines();
    state_->queue.add(line, matters, Clock::now());
    state_->hurried = state_->hurried || matters;
    state_->failed = false;
    if (was_asleep || matters || state_->queue.bytes() >= many_bytes) state_->wake.notify_one();
}

void LogWriter::flush() {
    std::unique_lock lock(state_->mutex);
    state_->hurried = true;
    state_->wake.notify_one();
    state_->idle.wait_for(lock, flush_time,
                          [this] { return !state_->writing && (state_->queue.empty() || state_->failed); });
}

}  // namespace necsus
