// The SQLite file: its schema, its one connection, and group commit. Alone with the repositories it knows SQLite.
//
// Everything written in one turn of the loop is one transaction, committed at the turn's end. Writers go on, in the
// order in which they wrote, inside the commit itself: so whatever they publish first is published as one with the
// commit, and whoever reads afterwards finds stored what was published.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "necsus/async.hpp"
#include "necsus/workers.hpp"

namespace SQLite {
class Database;
class Statement;
}  // namespace SQLite

namespace necsus {

class Checkpoint;

/// The database failed (full disk, locked by another program, …). Nothing of what was being written is kept.
struct DatabaseError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Proof that nothing uncommitted is visible: only `Database::read` makes one, for the length of one call. What reads
/// several things that must fit together takes it, and can't be called without it.
class Snapshot {
  public:
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

  private:
    friend class Database;
    Snapshot() = default;
};

class Database {
  public:
    /// Opens or creates `path` (":memory:" works) and brings its schema up to date.
    /// `synchronous` is "off", "normal" or "full". Throws DatabaseError with a sentence for the admin.
    /// Checkpoints of a file run on `workers`.
    Database(Executor executor, Workers& workers, const std::string& path, const std::string& synchronous);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs `work` inside this turn's transaction and returns what it returns; `co_await committed()` before acting on
    /// it. If `work` throws, the whole turn's transaction is rolled back, and each of its writers gets a DatabaseError.
    template <class Work>
    auto write(Work work) {
        open_batch();
        try {
            return work();
        } catch (const std::exception& error) {
            fail_batch(error.what());  // throws DatabaseError
        }
    }

    /// Completes when what was written in this turn is committed; throws DatabaseError if that failed.
    awaitable<void> committed();

    /// Runs `work(snapshot)`, in one go, as soon as nothing uncommitted is visible, and returns what it returns. Who
    /// writes in a loop must let others in between two writes, or readers never get their turn.
    template <class Work>
    auto read(Work work) -> awaitable<std::invoke_result_t<Work, const Snapshot&>> {
        co_await settled();
        Snapshot now;
        co_return work(now);
    }

    /// Moves what was written into the file itself soon, off the loop, although there is not much of it.
    void checkpoint_soon();

    /// Completes when what was written is in the file itself, but for little: for who writes much and can wait.
    awaitable<void> caught_up();

    /// Completes when no worker thread has the file open: only then is it whole when the connection is closed.
    awaitable<void> undisturbed();

    /// For the repositories: a statement on this connection, prepared once and kept by them.
    std::unique_ptr<SQLite::Statement> prepare(const std::string& sql);

    /// For the repositories: the id of the row that was inserted last.
    std::int64_t last_insert_id() const;

  private:
    struct Batch;

    awaitable<void> settled();
    void open_batch();
    [[noreturn]] void fail_batch(const std::string& reason);
    void commit(Batch& batch);

    Executor executor_;
    std::unique_ptr<SQLite::Database> connection_;
    std::unique_ptr<SQLite::Statement> begin_, commit_, rollback_;
    std::unique_ptr<Checkpoint> checkpoint_;
    // The posted commit owns the batch, so that waiting coroutines die with the loop and not after it.
    std::weak_ptr<Batch> batch_;
};

}  // namespace necsus
