#include "necsus/storage/database.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <fmt/format.h>
#include <boost/asio/post.hpp>

#include "checkpoint.hpp"
#include "opening.hpp"

namespace necsus {

namespace {

/// How long a statement may wait for another program's lock; the loop stands still meanwhile.
constexpr int busy_milliseconds = 8;

}  // namespace

struct Database::Batch {
    explicit Batch(Executor executor) : writers(executor), readers(executor) {}

    /// Whoever waits goes on; `why` is set if it failed.
    void end(std::exception_ptr why) {
        failure = std::move(why);
        writers.fire_now();
        readers.fire_now();
    }

    Signal writers, readers;
    std::exception_ptr failure;
    bool open = true;  // false once it was rolled back
};

Database::Database(Executor executor, Workers& workers, const std::string& path, const std::string& synchronous)
    : executor_(executor), connection_(open_database(path, synchronous)) {
    try {
        connection_->setBusyTimeout(busy_milliseconds);
        bool is_file = !path.empty() && !path.starts_with(':');
        if (is_file) checkpoint_ = std::make_unique<Checkpoint>(executor, connection_->getHandle(), path, workers);
        begin_ = prepare("BEGIN IMMEDIATE");
        commit_ = prepare("COMMIT");
        rollback_ = prepare("ROLLBACK");
    } catch (const SQLite::Exception& error) {
        throw DatabaseError(fmt::format("cannot open the database {}: {}", path, error.what()));
    }
}

Database::~Database() = default;

std::unique_ptr<SQLite::Statement> Database::prepare(const std::string& sql) {
    return std::make_unique<SQLite::Statement>(*connection_, sql);
}

void Database::checkpoint_soon() {
    if (checkpoint_) checkpoint_->start();
}

awaitable<void> Database::caught_up() {
    if (checkpoint_) co_await checkpoint_->caught_up();
}

awaitable<void> Database::undisturbed() {
    if (checkpoint_) co_await checkpoint_->ended();
}

std::int64_t Database::last_insert_id() const {
    return connection_->getLastInsertRowid();
}

void Database::open_batch() {
    if (!batch_.expired()) return;
    try {
        begin_->exec();
        begin_->reset();
    } catch (const SQLite::Exception& error) {
        begin_->tryReset();
        throw DatabaseError(error.what());
    }
    auto batch = std::make_shared<Batch>(executor_);
    batch_ = batch;
    asio::post(executor_, [this, batch] { commit(*batch); });
}

void Database::fail_batch(const std::string& reason) {
    auto batch = batch_.lock();
    batch->open = false;
    batch_.reset();
    // SQLite itself rolls back after some errors (a full disk among them).
    if (sqlite3_get_autocommit(connection_->getHandle()) == 0) {
        rollback_->tryReset();
        rollback_->exec();
        rollback_->reset();
    }
    // The writers before this one get the error in their own turn: this one is in the middle of its work.
    asio::post(executor_, [batch, reason] { batch->end(std::make_exception_ptr(DatabaseError(reason))); });
    throw DatabaseError(reason);
}

void Database::commit(Batch& batch) {
    if (!batch.open) return;
    std::exception_ptr failure;
    try {
        commit_->exec();
        commit_->reset();
    } catch (const SQLite::Exception& error) {
        failure = std::make_exception_ptr(DatabaseError(error.what()));
        commit_->tryReset();
        if (sqlite3_get_autocommit(connection_->getHandle()) == 0) {
            rollback_->tryExecuteStep();
            rollback_->tryReset();
        }
    }
    batch_.reset();
    batch.end(failure);
}

// No waiting coroutine may own its batch, which owns the coroutine: hence the plain pointers. While the coroutine goes
// on inside `end`, the batch is alive.

awaitable<void> Database::committed() {
    auto* batch = batch_.lock().get();
    if (batch == nullptr) co_return;
    co_await batch->writers.fired();
    if (batch->failure) std::rethrow_exception(batch->failure);
}

awaitable<void> Database::settled() {
    while (auto* batch = batch_.lock().get()) co_await batch->readers.fired();
}

}  // namespace necsus
