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
          remove(database.prepare("DELETE FROM messages WHERE id = ?")) {}

    std::vector<std::int64_t> some_cleared() {
        StatementUse rows(*find, rows_at_once);
        std::vector<std::int64_t> ids;
        while (rows.next_row()) ids.push_back(rows.integer(0));
        return ids;
    }

    Prepared find, remove;
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
            auto deleted = co_await delete_some();
            some_left_ = some_left_ || deleted > 0;
            any_deleted = any_deleted || deleted > 0;
            co_await next_turn(executor_);  // readers get their turn between two of these
        }
        if (any_deleted) database_.checkpoint_soon();
    } catch (const std::exception&) {
        log_failure("deleting cleared messages", std::current_exception());
    }
    running_ = false;
    ended_.fire();
}

awaitable<int> Purge::delete_some() {
    int deleted = database_.write([&] {
        auto end = Clock::now() + turn_time;
        int count = 0;
        for (auto id : statements_->some_cleared()) {
            count += StatementUse(*statements_->remove, id).run();
            if (Clock::now() >= end) break;
        }
        return count;
    });
    co_await database_.committed();
    co_return deleted;
}

}  // namespace necsus
