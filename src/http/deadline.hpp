// Breaks off what a socket does when its time is up.
#pragma once

#include <memory>

#include "necsus/async.hpp"

namespace necsus {

/// While it lives, `cancel` is called once at `time`. Never afterwards, although the timer's handler may be queued
/// then: that owns what it looks at.
template <class Cancel>
class Deadline {
  public:
    Deadline(Executor executor, Clock::time_point time, Cancel cancel)
        : watch_(std::make_shared<Watch>(Watch{std::move(cancel)})), timer_(executor, time) {
        timer_.async_wait([watch = watch_](boost::system::error_code cancelled) {
            if (cancelled || watch->over) return;
            watch->passed = true;
            watch->cancel();
        });
    }
    ~Deadline() { watch_->over = true; }
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

    bool passed() const { return watch_->passed; }

  private:
    struct Watch {
        Cancel cancel;
        bool over = false, passed = false;
    };

    std::shared_ptr<Watch> watch_;
    Timer timer_;
};

}  // namespace necsus
