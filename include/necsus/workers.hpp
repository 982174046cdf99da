// A few worker threads for what can only block or takes long (host-name look-ups, parsing megabytes). A job owns what
// it works on and touches nothing of the server's; its result is brought back to the loop.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>

#include "necsus/async.hpp"

namespace necsus {

class Workers {
  public:
    Workers(Executor executor, unsigned threads);
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    /// Takes no more jobs, and doesn't wait for those that run: their results are dropped.
    void stop();

    /// Runs `job` on a worker thread and then `done` on the loop.
    void run(std::function<void()> job, std::function<void()> done);

    /// Runs `job` on a worker thread, and destroys there what it holds; its result, or what it throws, arrives on the
    /// loop.
    template <class Job>
    auto compute(Job job) -> awaitable<decltype(job())> {
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
        co_await finished(std::move(task));
        if (*failure) std::rethrow_exception(*failure);
        co_return std::move(**result);
    }

  private:
    struct State;

    awaitable<void> finished(std::function<void()> job);

    Executor executor_;
    std::shared_ptr<State> state_;
};

}  // namespace necsus
