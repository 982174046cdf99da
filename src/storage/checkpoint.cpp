#include "checkpoint.hpp"

#include <utility>

#include "wal_mover.hpp"

namespace necsus {

namespace {

/// Often enough to keep the WAL at some 16 MB, and seldom enough to move a page that is written again and again once.
constexpr int worthwhile_pages = 4000;
/// The WAL may grow by so much while they are being moved: 33 MB in all.
constexpr int pages_meanwhile = 4000;
/// When nobody has written for so long, more than few are moved, too: the file and the next start are small then.
constexpr auto quiet_time = std::chrono::seconds(1);
constexpr int few_pages = 250;

}  // namespace

Checkpoint::Checkpoint(Executor executor, sqlite3* connection, const std::string& path, bool synced, Workers& workers)
    : executor_(executor),
      mover_(std::make_shared<WalMover>(path, synced)),
      workers_(workers),
      done_(executor),
      worthwhile_at_(worthwhile_pages) {
    auto after_commit = [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Checkpoint*>(self)->note_commit(pages);
        return SQLITE_OK;
    };
    sqlite3_wal_hook(connection, after_commit, this);  // replaces the automatic checkpoint
}

Checkpoint::~Checkpoint() = default;

void Checkpoint::note_commit(int wal_pages) {
    pages_ = wal_pages;
    last_commit_ = Clock::now();
    if (under_way_) {
        committed_meanwhile_ = true;
    } else {
        consider();
    }
}

void Checkpoint::consider() {
    if (pages_ >= worthwhile_at_) {
        start();
    } else if (pages_ > few_pages && !std::exchange(tidying_, true)) {
        spawn(executor_, tidy_up(), "waiting to move the WAL into the database");
    }
}

awaitable<void> Checkpoint::tidy_up() {
    Timer timer(executor_);
    while (Clock::now() < last_commit_ + quiet_time) {
        timer.expires_at(last_commit_ + quiet_time);
        co_await timer.async_wait(use_awaitable);
    }
    tidying_ = false;
    if (pages_ > few_pages && !under_way_) start();
}

awaitable<void> Checkpoint::caught_up() {
    if (pages_ < worthwhile_at_) co_return;
    if (!under_way_) start();
    if (under_way_) co_await done_.fired();
}

bool Checkpoint::is_behind() const {
    return under_way_ && pages_ >= worthwhile_at_ + pages_meanwhile;
}

awaitable<void> Checkpoint::ended() {
    while (under_way_) co_await done_.fired();
}

void Checkpoint::start() {
    if (std::exchange(again_, true) || under_way_) return;
    run();
}

void Checkpoint::run() {
    under_way_ = std::exchange(again_, false) && (!is_ours_ || is_ours_());
    if (!under_way_) return;
    auto left = std::make_shared<std::optional<int>>();
    auto job = [mover = mover_, left]() mutable {
        *left = mover->move();
        mover.reset();  // not only when the job is gone: its connection must not be the last to be closed
    };
    workers_.run(std::move(job), [this, left, before = pages_] { end(before, *left); });
}

void Checkpoint::end(int pages_before, std::optional<int> pages_left) {
    bool begun_anew_since = pages_ < pages_before;  // the last commit has seen it
    if (!begun_anew_since) pages_ = pages_left.value_or(pages_);
    // What a reader still needs is tried again when there is as much again.
    worthwhile_at_ = (begun_anew_since ? 0 : pages_) + worthwhile_pages;
    done_.fire();
    run();
    if (std::exchange(committed_meanwhile_, false) && !under_way_) consider();
}

}  // namespace necsus
