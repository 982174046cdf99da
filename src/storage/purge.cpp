#include "necsus/storage/purge.hpp"

#include <utility>

#include "necsus/log.hpp"
#include "statement.hpp"

namespace necsus {

namespace {

constexpr std::int64_t rows_at_once = 200;

}  // namespace

struct Purge::Statements {
    explicit Statements(Database& database)
        : delete_some(database.prepare("DELETE FROM messages WHERE id IN (SELECT messages.id FROM clears"
                                       " CROSS JOIN messages ON messages.room = clears.room"
                                       " AND messages.id <= clears.last_cleared_id LIMIT ?)")) {}

    std::unique_ptr<SQLite::Statement> delete_some;
};

Purge::Purge(Executor executor, Database& database)
    : executor_(executor), database_(database), statements_(std::make_unique<Statements>(database)) {}

Purge::~Purge() = default;

void Purge::start() {
    some_left_ = true;
    if (!std::exchange(running_, true)) spawn(executor_, run(), "deleting cleared messages");
}

awaitable<void> Purge::run() {
    try {
        while (std::exchange(some_left_, false)) {
            bool deleted = co_await delete_some();
            some_left_ = some_left_ || deleted;
            co_await next_turn(executor_);  // readers get their turn between two of these
        }
    } catch (const std::exception&) {
        log_failure("deleting cleared messages", std::current_exception());
    }
    running_ = false;
}

awaitable<bool> Purge::delete_some() {
    int deleted = database_.write([&] { return StatementUse(*statements_->delete_some, rows_at_once).run(); });
    co_await database_.committed();
    co_return deleted > 0;
}

}  // namespace necsus
