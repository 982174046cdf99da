#include "necsus/storage/database.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <fmt/format.h>
#include <algorithm>
#include <boost/asio/post.hpp>
#include <optional>
#include <utility>

#include "checkpoint.hpp"
#include "file_lock.hpp"
#include "file_watch.hpp"
#include "lock_turns.hpp"
#include "necsus/log.hpp"
#include "opening.hpp"
#include "statement.hpp"

namespace necsus {

namespace {

constexpr auto look_interval = std::chrono::seconds(1);

/// Who asks whether it can be written doesn't want to wait, and a short lock is no trouble.
constexpr auto proof_patience = std::chrono::milliseconds(500);
constexpr auto proof_age = std::chrono::seconds(1);

DatabaseTrouble trouble_of(const SQLite::Exception& error) {
    switch (error.getErrorCode() & 0xFF) {  // without what an extended code adds
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:  // too many locked it in turns
            return DatabaseTrouble::locked;
        case SQLITE_FULL:
            return DatabaseTrouble::full;
        case SQLITE_CONSTRAINT:
        case SQLITE_TOOBIG:
        case SQLITE_MISMATCH:
            return DatabaseTrouble::rejected;
        default:
            return DatabaseTrouble::failed;
    }
}

}  // namespace

DatabaseError database_error(const SQLite::Exception& error) {
    return DatabaseError(error.what(), trouble_of(error));
}

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
    bool open = true;                              // false once it was rolled back
    std::optional<Clock::time_point> stuck_until;  // its commit waits for another program's lock, at most so long
};

Database::Database(Executor executor, Workers& workers, const std::string& path, const std::string& synchronous,
                   LockBounds locks)
    : executor_(executor),
      locks_(locks),
      lock_turns_(std::make_unique<LockTurns>(executor, locks.most_waiting, [this] { return begin(); })) {
    bool is_file = !path.empty() && !path.starts_with(':');
    if (is_file) file_lock_ = std::make_unique<FileLock>(path);
    connection_ = open_database(path, synchronous);
    try {
        connection_->setBusyTimeout(0);  // the loop waits for nobody
        if (is_file) {
            checkpoint_ =
                std::make_unique<Checkpoint>(executor, connection_->getHandle(), path, synchronous != "off", workers);
        }
        begin_ = prepare("BEGIN IMMEDIATE");
        commit_ = prepare("COMMIT");
        rollback_ = prepare("ROLLBACK");
        touch_ = prepare("UPDATE necsus_progress SET last_message_id = last_message_id + ?");
        connection_->execAndGet("SELECT count(*) FROM sqlite_schema");  // now the WAL is there, too
        if (is_file && file_lock_->descriptor() >= 0) {
            const auto* file = sqlite3_db_filename(connection_->getHandle(), "main");
            file_watch_ = std::make_unique<FileWatch>(path, file_lock_->descriptor(), sqlite3_filename_wal(file),
                                                      std::string(file) + "-shm");
            checkpoint_->begin_only_if([this] { return file_watch_->look(); });
        }
    } catch (const SQLite::Exception& error) {
        throw DatabaseError(fmt::format("cannot open the database {}: {}", path, error.what()));
    }
}

Database::~Database() {
    // The end moves the WAL into the file: not into what another program has put there.
    bool is_ours = !file_watch_ || file_watch_->may_be_written();
    if (!is_ours) sqlite3_db_config(connection_->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

std::unique_ptr<SQLite::Statement> Database::prepare(const std::string& sql) {
    try {
        return std::make_unique<SQLite::Statement>(*connection_, sql);
    } catch (const SQLite::Exception& error) {
        throw DatabaseError(
            fmt::format("cannot use the database {}: {}. If it belongs to another program, let --db name"
                        " another file.",
                        connection_->getFilename(), error.what()));
    }
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

bool Database::begins_at_once() {
    return !lock_turns_->writers_wait() && begin();
}

/// Who writes now belongs to this turn's transaction. False if another program's lock is in the way, or that of our
/// checkpoint.
bool Database::begin() {
    if (auto batch = batch_.lock()) return !batch->stuck_until;
    if (checkpoint_ && checkpoint_->is_behind()) return false;
    if (!may_touch_index()) return false;
    try {
        begin_->exec();
        begin_->reset();
    } catch (const SQLite::Exception& error) {
        begin_->tryReset();
        if (trouble_of(error) == DatabaseTrouble::locked) return false;
        throw with_cause(database_error(error));
    }
    auto batch = std::make_shared<Batch>(executor_);
    batch_ = batch;
    asio::post(executor_, [this, batch] {
        if (!commit(*batch)) spawn(executor_, commit_later(batch), "committing");
    });
    return true;
}

/// What was cut off can't be read or written: then that is what is wrong.
DatabaseError Database::with_cause(const DatabaseError& error) {
    bool is_moved = error.trouble == DatabaseTrouble::failed && file_watch_ && !file_watch_->look();
    return is_moved ? DatabaseError(file_watch_->problem(), DatabaseTrouble::moved) : error;
}

void Database::fail_batch(const DatabaseError& given) {
    const auto error = with_cause(given);
    auto batch = batch_.lock();
    batch->open = false;
    batch_.reset();
    roll_back();
    // The writers before this one get the error in their own turn: this one is in the middle of its work. What the
    // tables reject is this one's alone.
    bool is_own = error.trouble == DatabaseTrouble::rejected;
    DatabaseError others(error.what(), is_own ? DatabaseTrouble::failed : error.trouble);
    asio::post(executor_, [batch, others] { batch->end(std::make_exception_ptr(others)); });
    throw error;
}

void Database::roll_back() {
    last_success_.reset();
    // SQLite itself rolls back after some errors (a full disk among them).
    if (sqlite3_get_autocommit(connection_->getHandle()) != 0) return;
    rollback_->tryExecuteStep();
    rollback_->tryReset();
}

/// False if another program's lock is in the way, and may be waited for.
bool Database::commit(Batch& batch) {
    if (!batch.open) return true;
    std::exception_ptr failure;
    try {
        check_file();
        commit_->exec();
        commit_->reset();
        last_success_ = Clock::now();
    } catch (const SQLite::Exception& error) {
        commit_->tryReset();
        auto now = Clock::now();
        if (!batch.stuck_until) batch.stuck_until = now + locks_.patience;
        if (trouble_of(error) == DatabaseTrouble::locked && now < *batch.stuck_until) return false;
        failure = std::make_exception_ptr(with_cause(database_error(error)));
    } catch (const DatabaseError&) {
        failure = std::current_exception();
    }
    if (failure) roll_back();
    batch_.reset();
    batch.end(failure);
    return true;
}

void Database::check_file() {
    if (!file_watch_ || file_watch_->glance()) return;
    throw DatabaseError(file_watch_->problem(), DatabaseTrouble::moved);
}

/// False while another program uses what was cut off of the -shm: until then it is as if that one had locked it.
bool Database::may_touch_index() {
    return !file_watch_ || file_watch_->has_whole_index();
}

void Database::check_index() {
    if (!may_touch_index()) throw DatabaseError("the database's -shm was cut off", DatabaseTrouble::locked);
}

awaitable<void> Database::watch_file() {
    Timer timer(executor_);
    bool was_well = true;
    while (file_watch_) {
        timer.expires_after(look_interval);
        co_await timer.async_wait(use_awaitable);
        bool is_well = file_watch_->look();
        // Is it the WAL that is gone? We have it open yet: what was acknowledged is saved into the file.
        bool to_save = was_well && !is_well && file_watch_->may_be_written();
        if (to_save)
            sqlite3_wal_checkpoint_v2(connection_->getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        was_well = is_well;
    }
}

awaitable<void> Database::prove_writable() {
    check_file();
    // The few bytes that are written here might just fit.
    if (file_watch_ && !file_watch_->has_room()) throw DatabaseError("the disk is full", DatabaseTrouble::full);
    bool is_proved = last_success_ && Clock::now() - *last_success_ < proof_age;
    if (is_proved) co_return;
    // To and fro: what doesn't change SQLite doesn't write.
    auto work = [this] {
        for (std::int64_t change : {1, -1}) StatementUse(*touch_, change).run();
    };
    co_await write_within(proof_patience, std::move(work));
}

awaitable<void> Database::commit_later(std::shared_ptr<Batch> batch) {
    Timer timer(executor_);
    do {
        timer.expires_after(LockTurns::longest_pause);
        co_await timer.async_wait(use_awaitable);
    } while (!commit(*batch));
}

awaitable<void> Database::turn_to_write(std::chrono::milliseconds patience) {
    bool in_time = co_await lock_turns_->to_write(Clock::now() + patience);
    if (!in_time) locked_too_long();
}

awaitable<void> Database::turn_to_read(Clock::time_point deadline) {
    bool in_time = co_await lock_turns_->to_read(deadline);
    if (!in_time) locked_too_long();
}

void Database::locked_too_long() {
    last_success_.reset();
    throw DatabaseError("another program has locked the database for too long", DatabaseTrouble::locked);
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
