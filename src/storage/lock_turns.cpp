#include "lock_turns.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "lock_queue.hpp"
#include "necsus/log.hpp"
#include "necsus/storage/database.hpp"

namespace necsus {

namespace {

constexpr auto shortest_pause = std::chrono::milliseconds(2);

/// Of those who waited as many go on in one turn as write in about this.
constexpr auto admission_time = std::chrono::milliseconds(3);

/// The admin is told of a lock that lasts.
constexpr auto noteworthy_lock = std::chrono::seconds(1);

}  // namespace

/// Readers wait only if even reading is locked: they hold up no writer, nor the other way round.
struct LockTurns::Queues {
    LockQueue writers, readers;

    std::size_t size() const { return writers.size() + readers.size(); }
};

LockTurns::LockTurns(Executor executor, std::size_t most_waiting, std::function<bool()> begin)
    : executor_(executor), most_waiting_(most_waiting), begin_(std::move(begin)) {}

awaitable<bool> LockTurns::to_write(Clock::time_point deadline) {
    do {
        bool in_time = co_await queues().writers.turn(deadline);
        if (!in_time) co_return false;
    } while (!begin_());
    co_return true;
}

awaitable<bool> LockTurns::to_read(Clock::time_point deadline) {
    return queues().readers.turn(deadline);
}

bool LockTurns::writers_wait() const {
    auto queues = queues_.lock();
    return queues && !queues->writers.empty();
}

LockTurns::Queues& LockTurns::queues() {
    auto queues = queues_.lock();
    if (!queues) {
        queues = std::make_shared<Queues>();
        queues_ = queues;
        spawn(executor_, admit_waiting(queues), "waiting for another program's lock");
    }
    if (queues->size() >= most_waiting_) {
        throw DatabaseError("another program has locked the database, and too many wait already",
                            DatabaseTrouble::crowded);
    }
    return *queues;
}

awaitable<void> LockTurns::admit_waiting(std::shared_ptr<Queues> queues) {
    Timer timer(executor_);
    auto pause = shortest_pause;
    const auto began = Clock::now();
    bool told = false;
    bool is_free = false;
    do {
        if (is_free) {
            co_await next_turn(executor_);
        } else {
            timer.expires_after(pause);
            co_await timer.async_wait(use_awaitable);
            pause = std::min(2 * pause, longest_pause);
        }
        is_free = admit_some(*queues);
        auto now = Clock::now();
        queues->writers.give_up(now);
        queues->readers.give_up(now);
        if (now - began >= noteworthy_lock && !std::exchange(told, true)) {
            auto waiting = std::to_string(queues->size());
            log_event(LogLevel::warn, "another program has locked the database", {{"waiting", waiting}});
        }
    } while (queues->size() > 0);
    if (told) log_event(LogLevel::info, "nobody waits for the database's lock any more");
}

/// False if the lock is still in the way of writing.
bool LockTurns::admit_some(Queues& queues) {
    auto end = Clock::now() + admission_time;
    auto let_go = [end](LockQueue& queue) {
        for (auto left = queue.size(); left > 0 && Clock::now() < end; --left) queue.let_one_go();
    };
    let_go(queues.readers);
    if (queues.writers.empty()) return false;
    try {
        if (!begin_()) return false;
    } catch (const DatabaseError&) {  // no lock: each of them finds out for itself
    }
    let_go(queues.writers);
    return true;
}

}  // namespace necsus
