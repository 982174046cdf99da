// Forgets the Idempotency-Keys whose time is over, in turns of the loop between which others get theirs.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "necsus/async.hpp"
#include "necsus/storage/database.hpp"

namespace necsus {

class KeyExpiry {
  public:
    /// Keys are forgotten after `time`.
    KeyExpiry(Executor executor, Database& database, std::chrono::seconds time);
    ~KeyExpiry();

    /// Looks through all keys, in the background; does nothing if that was done lately.
    void start();

  private:
    struct Statements;

    awaitable<void> run();
    bool forget_some();

    Executor executor_;
    Database& database_;
    std::chrono::seconds time_;
    std::unique_ptr<Statements> statements_;
    Clock::time_point next_time_;
    std::string room_, key_;  // the last that was looked at
    bool running_ = false;
};

}  // namespace necsus
