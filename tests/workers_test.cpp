#include "necsus/workers.hpp"

#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "support/unit/run.hpp"

using namespace necsus;

namespace {

/// Holds worker threads until it is opened.
class Gate {
  public:
    void wait() {
        std::unique_lock lock(mutex_);
        ++waiting_;
        changed_.notify_all();
        opened_ = changed_.wait_for(lock, run_deadline, [this] { return open_; }) && opened_;
    }
    bool wait_for_threads(int count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, run_deadline, [&] { return waiting_ >= count; });
    }
    void open() {
        std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int waiting_ = 0;
    bool open_ = false;
    bool opened_ = true;
};

awaitable<std::string> computed(Workers& workers, int number) {
    auto job = [number] { return std::to_string(number); };
    std::string room = "lobby";
    co_return co_await workers.compute(std::move(room), std::move(job));
}

awaitable<int> ran_with(Workers& workers, std::shared_ptr<int> held, std::thread::id& ran_on, bool fails) {
    auto job = [held = std::move(held), &ran_on, fails] {
        ran_on = std::this_thread::get_id();
        if (fails) throw std::runtime_error("failed");
        return 1;
    };
    std::string room = "lobby";
    co_return co_await workers.compute(std::move(room), std::move(job));
}

/// A job of `key`; `done` gets it in the order of the results.
awaitable<char> noted(Workers& workers, char key, std::string& done) {
    auto job = [key] { return key; };
    std::string name(1, key);
    done += co_await workers.compute(std::move(name), std::move(job));
    co_return key;
}

}  // namespace

TEST_CASE("a job runs on another thread, and what follows on the loop") {
    asio::io_context loop;
    Workers workers(loop.get_executor(), 2);
    std::thread::id ran_on;
    std::thread::id done_on;
    workers.run([&] { ran_on = std::this_thread::get_id(); }, [&] { done_on = std::this_thread::get_id(); });
    finish(loop);
    CHECK(ran_on != std::thread::id());
    CHECK(ran_on != std::this_thread::get_id());
    CHECK(done_on == std::this_thread::get_id());
}

TEST_CASE("the loop stays alive for a job under way, and for no longer") {
    asio::io_context loop;
    Workers workers(loop.get_executor(), 1);
    int done = 0;
    for (int i = 0; i < 20; ++i) workers.run([] {}, [&] { ++done; });
    finish(loop);
    CHECK(done == 20);
}

TEST_CASE("a result arrives where it was asked for") {
    asio::io_context loop;
    Workers workers(loop.get_executor(), 3);
    std::vector<std::future<std::string>> started;
    for (int i = 0; i < 50; ++i) started.push_back(start(loop, computed(workers, i)));
    finish(loop);
    for (int i = 0; i < 50; ++i) CHECK(started[static_cast<std::size_t>(i)].get() == std::to_string(i));
}

TEST_CASE("what a job holds is destroyed on its thread, before the result arrives") {
    asio::io_context loop;
    Workers workers(loop.get_executor(), 1);
    const bool fails = GENERATE(false, true);
    std::thread::id ran_on;
    std::thread::id destroyed_on;
    auto held = std::shared_ptr<int>(new int, [&](const int* number) {
        destroyed_on = std::this_thread::get_id();
        delete number;
    });
    auto started = start(loop, ran_with(workers, std::move(held), ran_on, fails));
    finish(loop);
    if (fails) {
        CHECK_THROWS_AS(started.get(), std::runtime_error);
    } else {
        started.get();
    }
    CHECK(ran_on != std::thread::id());
    CHECK(ran_on != std::this_thread::get_id());
    CHECK(destroyed_on == ran_on);
}

TEST_CASE("a result that can only be moved is moved") {
    asio::io_context loop;
    Workers workers(loop.get_executor(), 1);
    auto owner = run(loop, workers.compute("lobby", [] { return std::make_unique<int>(7); }));
    CHECK(*owner == 7);
}

TEST_CASE("as many jobs run at once as there are threads") {
    asio::io_context loop;
    Workers workers(loop.get_executor(), 3);
    auto gate = std::make_shared<Gate>();
    int done = 0;
    for (int i = 0; i < 3; ++i) workers.run([gate] { gate->wait(); }, [&] { ++done; });
    CHECK(gate->wait_for_threads(3));
    gate->open();
    finish(loop);
    CHECK(done == 3);
}

TEST_CASE("whoever has many jobs waits for them alone: the others take turns") {
    asio::io_context loop;
    Workers workers(loop.get_executor(), 1);
    auto gate = std::make_shared<Gate>();
    std::string done;
    workers.run([gate] { gate->wait(); }, [] {});
    REQUIRE(gate->wait_for_threads(1));
    std::vector<std::future<char>> started;
    for (const std::string keys = "aaaaabbbc"; char key : keys)
        started.push_back(start(loop, noted(workers, key, done)));
    loop.poll();  // all are asked for
    gate->open();
    finish(loop);
    CHECK(done == "abcababaa");
}

TEST_CASE("of each key a bounded number waits, and one more is refused") {
    asio::io_context loop;
    Workers workers(loop.get_executor(), 1, 2);
    auto gate = std::make_shared<Gate>();
    std::string done;
    workers.run([gate] { gate->wait(); }, [] {});
    REQUIRE(gate->wait_for_threads(1));
    std::vector<std::future<char>> started;
    for (const std::string keys = "aaab"; char key : keys) started.push_back(start(loop, noted(workers, key, done)));
    loop.poll();
    gate->open();
    finish(loop);
    CHECK(done == "aba");
    CHECK_THROWS_AS(started[2].get(), WorkersBusy);
    run(loop, noted(workers, 'a', done));  // there is room again
    CHECK(done == "abaa");
}

TEST_CASE("stopping waits for no job, and drops what comes of it") {
    auto gate = std::make_shared<Gate>();
    auto owned = std::make_shared<int>(0);
    std::weak_ptr<int> watched = owned;
    bool done = false;
    {
        asio::io_context loop;
        Workers workers(loop.get_executor(), 1);
        workers.run([gate] { gate->wait(); }, [&done, owned = std::move(owned)] { done = true; });
        workers.run([] {}, [&done] { done = true; });
        CHECK(gate->wait_for_threads(1));
        workers.stop();
        CHECK(watched.expired());  // what a job's end would have used may go now
        finish(loop);
    }
    gate->open();
    CHECK_FALSE(done);
}
