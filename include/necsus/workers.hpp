// A few worker threads for what can only block or takes long (mDNS, parsing megabytes). A job owns what
// it works on and touches nothing of the server's; its result is brought back to the loop. Each job is somebody's (a
// room's, a client's), and those take turns: who has a thousand waits for them alone.
#pragma once

#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "necsus/async.hpp"

namespace necsus {

/// Too many jobs of one key wait already.
struct WorkersBusy : std::runtime_error {
    WorkersBusy() : std::runtime_error("too many jobs wait for a worker thread") {}
};

class Workers {
  public:
    /// At most `max_waiting` jobs of each key wait.
    Workers(Executor executor, unsigned threads, std::size_t max_waiting = std::numeric_limits<std::size_t>::max());
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    /// Takes no more jobs, and doesn't wait for those that run: their results are dropped.
    void stop();

    /// Runs `job`, which is the server's own, on a worker thread and then `done` on the loop.
    void run(std::function<void()> job, std::function<void()> done) { run({}, std::move(job), std::move(done)); }

    /// Runs `job` on a worker thread, and destroys there what it holds; its result, or what it throws, arrives on the
    /// loop. `key` says whose it is. Throws WorkersBusy.
    template <class Job>
    auto compute(std::string key, Job job) -> awaitable<decltype(job())> {
        auto result = std::make_shared<std::optional<decltype(job())>>();
        auto failure = std::make_shared<std::exception_ptr>();
        auto owned_job = std::make_shared<std::optional<Job>>(std::move(job));
        // Named, not a temporary: see GCC 12's trouble with those in co_await.
        std::function<void()> task = [result, failure, owned_job] {
            try {
                result->emplace((**owned_job)());
            } catch (...) {
                *failure = std::current_exception();
            }
            owned_job->reset();
        };
        co_await finished(std::move(key), std::move(task));
        if (*failure) std::rethrow_exception(*failure);
        co_return std::move(**result);
    }

  private:
    struct State;

    void run(std::string key, std::function<void()> job, std::function<void()> done);
    awaitable<void> finished(std::string key, std::function<void()> job);

    Executor executor_;
    std::shared_ptr<State> state_;
};

}  // namespace necsus
