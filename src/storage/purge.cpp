#include "necsus/storage/purge.hpp"

#include <utility>
#include <vector>

#include "necsus/log.hpp"
#include "statement.hpp"

namespace necsus {

namespace {

constexpr std::int64_t rows_at_once = 200;

/// A turn of deleting takes about this, and its commit as long again; it is for time and not for rows, of which some
/// hold a few bytes and others megabytes.
constexpr auto turn_time = std::chrono::milliseconds(2);

}  // namespace

struct Purge::Statements {
    using Prepared = std::unique_ptr<SQLite::Statement>;

    explicit Statements(Database& database)
        : find(database.prepare("SELECT messages.id FROM clears CROSS JOIN messages ON messages.room = clears.room"
                                " AND messages.id <= clears.last_cleared_id LIMIT ?")),
          forget_media(database.prepare("UPDATE messages SET media = NULL WHERE id = ? AND media IS NOT NULL")),
          forget_image(database.prepare("UPDATE messages SET image = NULL WHERE id = ? AND image IS NOT NULL")),
          remove(database.prepare("DELETE FROM messages WHERE id = ?")) {}

    std::vector<std::int64_t> some_cleared() {
        StatementUse rows(*find, rows_at_once);
        std::vector<std::int64_t> ids;
        while (rows.next_row()) ids.push_back(rows.integer(0));
        return ids;
    }

    /// In steps, since each of these fields may have megabytes, until `end`. True if the row itself is gone.
    bool remove_until(std::int64_t id, Clock::time_point end) {
        for (auto* step : {&forget_media, &forget_image, &remove}) {
            StatementUse(**step, id).run();
            bool is_last = step == &remove;
            if (is_last || Clock::now() >= end) return is_last;
        }
        return false;
    }

    Prepared find, forget_media, forget_image, remove;
};

Purge::Purge(Executor executor, Database& database)
    : executor_(executor), database_(database), statements_(std::make_unique<Statements>(database)), ended_(executor) {}

Purge::~Purge() = default;

void Purge::start() {
    some_left_ = true;
    if (!std::exchange(running_, true)) spawn(executor_, run(), "deleting cleared messages");
}

awaitable<void> Purge::finished() {
    if (running_) co_await ended_.fired();
}

awaitable<void> Purge::run() {
    try {
        bool any_deleted = false;
        while (std::exchange(some_left_, false)) {
            bool deleted = co_await delete_some();
            some_left_ = some_left_ || deleted;
            any_deleted = any_deleted || deleted;
            co_await database_.caught_up();
            co_await next_turn(executor_);  // readers get their turn between two of these
        }
        if (any_deleted) database_.checkpoint_soon();
    } catch (const std::exception&) {
        log_failure("deleting cleared messages", std::current_exception());
    }
    running_ = false;
    ended_.fire();
}

awaitable<bool> Purge::delete_some() {
    bool some = database_.write([&] {
        auto end = Clock::now() + turn_time;
        auto ids = statements_->some_cleared();
        for (auto id : ids) {
            bool removed = statements_->remove_until(id, end);
            if (!removed || Clock::now() >= end) break;
        }
        return !ids.empty();
    });
    co_await database_.committed();
    co_return some;
}

}  // namespace necsus
