#include "necsus/workers.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace necsus {

// Shared with the threads, which may outlive the server: a look-up can't be called off.
struct Workers::State {
    using Work = asio::executor_work_guard<Executor>;

    struct Job {
        std::function<void()> run;
        std::function<void()> done;
        Work keeps_loop_alive;
    };

    std::mutex mutex;
    std::condition_variable wake;
    std::deque<std::shared_ptr<Job>> waiting;
    std::vector<std::shared_ptr<Job>> running;  // emptied when the server goes, before its loop does
    bool stopped = false;

    std::shared_ptr<Job> next() {
        std::unique_lock lock(mutex);
        wake.wait(lock, [this] { return stopped || !waiting.empty(); });
        if (stopped) return nullptr;
        auto job = std::move(waiting.front());
        waiting.pop_front();
        running.push_back(job);
        return job;
    }

    void deliver(const std::shared_ptr<Job>& job, Executor executor) {
        std::lock_guard lock(mutex);
        if (stopped) return;
        std::erase(running, job);
        asio::post(executor, [job] { std::exchange(job->done, nullptr)(); });
        job->keeps_loop_alive.reset();
    }
};

Workers::Workers(Executor executor, unsigned threads) : executor_(executor), state_(std::make_shared<State>()) {
    for (unsigned i = 0; i < threads; ++i) {
        std::thread([state = state_, executor] {
            while (auto job = state->next()) {
                auto run = std::move(job->run);
                run();
                state->deliver(job, executor);
            }
        }).detach();
    }
}

Workers::~Workers() {
    stop();
}

void Workers::stop() {
    std::lock_guard lock(state_->mutex);
    state_->stopped = true;
    for (auto& job : state_->running) {
        job->done = nullptr;
        job->keeps_loop_alive.reset();
    }
    state_->running.clear();
    state_->waiting.clear();
    state_->wake.notify_all();
}

void Workers::run(std::function<void()> job, std::function<void()> done) {
    auto waiting =
        std::make_shared<State::Job>(State::Job{std::move(job), std::move(done), asio::make_work_guard(executor_)});
    std::lock_guard lock(state_->mutex);
    state_->waiting.push_back(std::move(waiting));
    state_->wake.notify_one();
}

awaitable<void> Workers::finished(std::function<void()> job) {
    auto done = std::make_shared<Signal>(executor_);
    auto& signal = *done;  // the job owns it, and with it this coroutine: both go when the workers are stopped
    run(std::move(job), [done = std::move(done)] { done->fire_now(); });
    co_await signal.fired();
}

}  // namespace necsus
