// The SQLite file: its schema, its one connection, and group commit. Alone with the repositories it knows SQLite.
//
// Everything written in one turn of the loop is one transaction, committed at the turn's end. Writers go on, in the
// order in which they wrote, inside the commit itself: so whatever they publish first is published as one with the
// commit, and whoever reads afterwards finds stored what was published.
//
// While another program has locked the file, who writes waits beside the loop, first come first served.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "necsus/async.hpp"
#include "necsus/workers.hpp"

namespace SQLite {
class Database;
class Statement;
}  // namespace SQLite

namespace necsus {

class Checkpoint;
class FileLock;
class FileWatch;
class LockTurns;

/// What keeps the database from working.
enum class DatabaseTrouble {
    locked,    // by another program, for longer than our patience
    crowded,   // the same, and too many wait already
    full,      // its disk
    moved,     // its file was deleted, replaced or cut off
    rejected,  // by a rule of the tables: it would be again
    failed,    // all else; another writer of the same turn, too
};

/// The database failed. Nothing of what was being written is kept.
struct DatabaseError : std::runtime_error {
    explicit DatabaseError(const std::string& what, DatabaseTrouble why = DatabaseTrouble::failed)
        : std::runtime_error(what), trouble(why) {}

    DatabaseTrouble trouble;
};

/// How long one waits for another program's lock, and how many at a time.
struct LockBounds {
    std::chrono::milliseconds patience{5'000};
    std::size_t most_waiting = 1'000;
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
    /// `synchronous` is "off", "normal" or "full". Throws DatabaseError with a sentence for the admin, also if another
    /// server has it open.
    /// Checkpoints of a file run on `workers`.
    Database(Executor executor, Workers& workers, const std::string& path, const std::string& synchronous,
             LockBounds locks = {});
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs `work`, in one go, inside this turn's transaction, or as soon as another program lets us; completes with
    /// what it returned when that is committed. Throws DatabaseError if it was not: if `work` throws, the whole turn's
    /// transaction is rolled back, and each of its writers gets one.
    template <class Work>
    auto write(Work work) {
        return write_within(locks_.patience, std::move(work));
    }
    /// The same with another patience for other programs' locks.
    template <class Work>
    auto write_within(std::chrono::milliseconds patience, Work work) -> awaitable<std::invoke_result_t<Work&>> {
        if (!begins_at_once()) co_await turn_to_write(patience);
        if constexpr (std::is_void_v<std::invoke_result_t<Work&>>) {
            attempt(work);
            co_await committed();
        } else {
            auto result = attempt(work);
            co_await committed();
            co_return result;
        }
    }

    /// Runs `work(snapshot)`, in one go, as soon as nothing uncommitted is visible, and returns what it returns; runs
    /// it again if another program's lock came between. Who writes in a loop must let others in between two writes, or
    /// readers never get their turn.
    template <class Work>
    auto read(Work work) -> awaitable<std::invoke_result_t<Work&, const Snapshot&>> {
        auto deadline = Clock::now() + locks_.patience;
        for (;;) {
            co_await settled();
            try {
                Snapshot now;
                check_index();
                co_return work(now);
            } catch (const DatabaseError& error) {
                if (error.trouble != DatabaseTrouble::locked) throw;
            }
            co_await turn_to_read(deadline);
        }
    }

    /// Completes if it can be written; throws DatabaseError otherwise. Cheap where something was written a moment ago.
    awaitable<void> prove_writable();

    /// Looks now and then whether the file is still what it was, and says so in the log if not; doesn't end.
    awaitable<void> watch_file();

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

    template <class Work>
    auto attempt(Work& work) {
        try {
            return work();
        } catch (const DatabaseError& error) {
            fail_batch(error);
        } catch (const std::exception& error) {
            fail_batch(DatabaseError(error.what()));
        }
    }

    bool begins_at_once();
    awaitable<void> turn_to_write(std::chrono::milliseconds patience);
    awaitable<void> turn_to_read(Clock::time_point deadline);
    [[noreturn]] void locked_too_long();
    void check_file();
    bool may_touch_index();
    void check_index();

    bool begin();
    DatabaseError with_cause(const DatabaseError& error);
    [[noreturn]] void fail_batch(const DatabaseError& error);
    void roll_back();
    bool commit(Batch& batch);
    awaitable<void> commit_later(std::shared_ptr<Batch> batch);
    awaitable<void> committed();
    awaitable<void> settled();

    Executor executor_;
    LockBounds locks_;
    std::unique_ptr<FileLock> file_lock_;
    std::unique_ptr<FileWatch> file_watch_;
    std::unique_ptr<SQLite::Database> connection_;
    std::unique_ptr<SQLite::Statement> begin_, commit_, rollback_, touch_;
    std::unique_ptr<Checkpoint> checkpoint_;
    std::unique_ptr<LockTurns> lock_turns_;
    // What the loop does next owns the batch: so waiting coroutines die with the loop and not after it.
    std::weak_ptr<Batch> batch_;
    std::optional<Clock::time_point> last_success_;  // of a commit, if none has failed since
};

}  // namespace necsus
