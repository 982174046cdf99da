#include "necsus/workers.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>
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

    using Queue = std::deque<std::shared_ptr<Job>>;

    explicit State(std::size_t max_waiting_in) : max_waiting(max_waiting_in) {}

    const std::size_t max_waiting;
    std::mutex mutex;
    std::condition_variable wake;
    std::unordered_map<std::string, Queue> waiting;  // by key; none of them empty
    std::deque<std::string> turns;                   // the keys of `waiting`, the next one first
    std::vector<std::shared_ptr<Job>> running;       // emptied when the server goes, before its loop does
    bool stopped = false;

    void add(std::string key, std::shared_ptr<Job> job) {
        std::lock_guard lock(mutex);
        auto [queue, is_new] = waiting.try_emplace(key);
        if (queue->second.size() >= max_waiting) throw WorkersBusy();
        queue->second.push_back(std::move(job));
        if (is_new) turns.push_back(std::move(key));
        wake.notify_one();
    }

    std::shared_ptr<Job> next() {
        std::unique_lock lock(mutex);
        wake.wait(lock, [this] { return stopped || !turns.empty(); });
        if (stopped) return nullptr;
        auto job = taken(std::move(turns.front()));
        running.push_back(job);
        return job;
    }

    /// Takes the first job of `key`, whose turn it is; if it has more, it is the last in turn then.
    std::shared_ptr<Job> taken(std::string key) {
        turns.pop_front();
        auto queue = waiting.find(key);
        auto job = std::move(queue->second.front());
        queue->second.pop_front();
        if (queue->second.empty()) {
            waiting.erase(queue);
        } else {
            turns.push_back(std::move(key));
        }
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

Workers::Workers(Executor executor, unsigned threads, std::size_t max_waiting)
    : executor_(executor), state_(std::make_shared<State>(max_waiting)) {
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
    state_->turns.clear();
    state_->wake.notify_all();
}

void Workers::run(std::string key, std::function<void()> job, std::function<void()> done) {
    auto waiting =
        std::make_shared<State::Job>(State::Job{std::move(job), std::move(done), asio::make_work_guard(executor_)});
    state_->add(std::move(key), std::move(waiting));
}

awaitable<void> Workers::finished(std::string key, std::function<void()> job) {
    auto done = std::make_shared<Signal>(executor_);
    auto& signal = *done;  // the job owns it, and with it this coroutine: both go when the workers are stopped
    run(std::move(key), std::move(job), [done = std::move(done)] { done->fire_now(); });
    co_await signal.fired();
}

}  // namespace necsus
