// A clock of the time that this thread was at work. On a busy machine more passes on the wall's, and a good pattern
// must not be called slow for that.
#pragma once

#include <chrono>
#include <ctime>

namespace necsus::pattern {

/// A clock as std::chrono has them. Its points mean something on the thread alone that asked.
struct ThreadTime {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<ThreadTime>;
    static constexpr bool is_steady = true;

    static time_point now() noexcept {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return time_point(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
    }
};

}  // namespace necsus::pattern
