#include "necsus/storage/purge.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "necsus/log.hpp"
#include "statement.hpp"

namespace necsus {

namespace {

constexpr std::int64_t rows_at_once = 200;

/// A turn takes about this, and its commit as long again; it is for time and not for rows, of which some hold a few
/// bytes and others megabytes.
constexpr auto turn_time = std::chrono::milliseconds(2);

/// Before it is tried again, and at most so long if it fails time and again (a full disk).
constexpr auto first_pause = std::chrono::milliseconds(100);
constexpr auto longest_pause = std::chrono::seconds(1);

}  // namespace

struct Purge::Statements {
    using Prepared = std::unique_ptr<SQLite::Statement>;

    explicit Statements(Database& database)
        : rooms(database.prepare("SELECT rowid, room, EXISTS (SELECT 1 FROM messages WHERE messages.room = clears.room"
                                 " AND messages.id <= clears.last_cleared_id)"
                                 " FROM clears WHERE rowid > ? ORDER BY rowid")),
          find(database.prepare("SELECT id FROM messages WHERE room = ?1 AND id <="
                                " (SELECT last_cleared_id FROM clears WHERE room = ?1) ORDER BY id LIMIT ?2")),
          forget_media(database.prepare("UPDATE messages SET media = NULL WHERE id = ? AND media IS NOT NULL")),
          forget_image(database.prepare("UPDATE messages SET image = NULL WHERE id = ? AND image IS NOT NULL")),
          remove(database.prepare("DELETE FROM messages WHERE id = ?")) {}

    std::vector<std::int64_t> some_cleared(const std::string& room) {
        StatementUse rows(*find, room, rows_at_once);
        std::vector<std::int64_t> ids;
        while (rows.next_row()) ids.push_back(rows.integer(0));
        return ids;
    }

    /// In steps, since each of these fields may have megabytes, until `end`. True if the row itself is gone.
    bool remove_until(std::int64_t id, Clock::time_point end) {
        for (auto* step : {&forget_media, &forget_image, &remove}) {
            bool changed = StatementUse(**step, id).run() > 0;
            if (step == &remove) return true;
            if (changed && Clock::now() >= end) return false;
        }
        return false;
    }

    /// For a turn, but at least one step; true if nothing of the room is left. Only what changed something is looked at
    /// the clock after: a turn in which finding took long must not end with nothing done.
    bool remove_some(const std::string& room) {
        auto ids = some_cleared(room);
        auto end = Clock::now() + turn_time;
        for (auto id : ids) {
            bool removed = remove_until(id, end);
            if (!removed) return false;
            if (Clock::now() >= end) return false;
        }
        return std::ssize(ids) < rows_at_once;
    }

    Prepared rooms, find, forget_media, forget_image, remove;
};

Purge::Purge(Executor executor, Database& database)
    : executor_(executor), database_(database), statements_(std::make_unique<Statements>(database)), ended_(executor) {}

Purge::~Purge() = default;

void Purge::start() {
    looking_ = true;
    last_looked_at_ = 0;
    go_on();
}

void Purge::start(std::string room) {
    rooms_.insert(std::move(room));
    go_on();
}

void Purge::go_on() {
    if (!std::exchange(running_, true)) spawn(executor_, run(), "deleting cleared messages");
}

awaitable<void> Purge::finished(Clock::time_point deadline) {
    if (!running_) co_return;
    bool ended = co_await ended_.fired_by(deadline);
    if (ended) co_return;
    log_event(LogLevel::warn, "cleared messages may still be in the file: the next start goes on deleting them");
}

awaitable<void> Purge::run() {
    Clock::duration pause = first_pause;
    Timer timer(executor_);
    while (looking_ || !rooms_.empty()) {
        std::exception_ptr failure;
        try {
            co_await take_turn();
            pause = first_pause;
        } catch (const std::exception&) {
            failure = std::current_exception();
        }
        if (!failure) continue;
        if (pause == first_pause) log_failure("deleting cleared messages", failure);
        timer.expires_after(pause);
        co_await timer.async_wait(use_awaitable);
        pause = std::min<Clock::duration>(2 * pause, longest_pause);
    }
    if (std::exchange(any_deleted_, false)) database_.checkpoint_soon();
    running_ = false;
    ended_.fire();
}

awaitable<void> Purge::take_turn() {
    if (rooms_.empty()) {
        co_await look_for_rooms();
    } else {
        co_await delete_some();
        co_await database_.caught_up();
    }
    co_await next_turn(executor_);  // readers get theirs between two of these
}

/// For a turn, or until a room is found.
awaitable<void> Purge::look_for_rooms() {
    auto work = [this](const Snapshot&) {
        auto end = Clock::now() + turn_time;
        StatementUse row(*statements_->rooms, last_looked_at_);
        while (row.next_row()) {
            last_looked_at_ = row.integer(0);
            bool has_rows = row.integer(2) != 0;
            if (has_rows) rooms_.insert(row.bytes(1));
            if (has_rows || Clock::now() >= end) return true;
        }
        return false;
    };
    looking_ = co_await database_.read(std::move(work));
}

awaitable<void> Purge::delete_some() {
    // It may be cleared again meanwhile: then it is there again.
    auto room = std::move(rooms_.extract(rooms_.begin()).value());
    std::exception_ptr failure;
    bool none_left = false;
    try {
        auto work = [this, &room] { return statements_->remove_some(room); };
        none_left = co_await database_.write(std::move(work));
        any_deleted_ = true;
    } catch (const std::exception&) {
        failure = std::current_exception();
    }
    if (failure || !none_left) rooms_.insert(std::move(room));
    if (failure) std::rethrow_exception(failure);
}

}  // namespace necsus
