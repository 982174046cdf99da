#include "checkpoint.hpp"

#include <utility>

namespace necsus {

namespace {

/// Often enough to keep the WAL near 100 MB, and seldom enough to move a page that is written again and again once.
constexpr int worthwhile_pages = 24'000;
/// What a WAL may hold for it to be small.
constexpr int few_pages = 1000;
/// Under writes that never pause, a checkpoint beside them never finds the WAL's end, and so the WAL is never begun
/// anew. Past this it is done between two writes: most of its pages have been moved by then.
constexpr int too_many_pages = 32'000;

/// On a connection of its own, since the server's is the loop's. What fails is tried again after a later commit.
void run_checkpoint(const std::string& path) {
    sqlite3* connection = nullptr;
    if (sqlite3_open_v2(path.c_str(), &connection, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK) {
        // Before it has read, a connection does not know that the file has a WAL, and would have nothing to do.
        sqlite3_exec(connection, "SELECT 1 FROM sqlite_schema", nullptr, nullptr, nullptr);
        sqlite3_wal_checkpoint_v2(connection, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    }
    sqlite3_close(connection);
}

}  // namespace

Checkpoint::Checkpoint(Executor executor, sqlite3* connection, std::string path, Workers& workers)
    : connection_(connection), path_(std::move(path)), workers_(workers), done_(executor) {
    auto after_commit = [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Checkpoint*>(self)->note_commit(pages);
        return SQLITE_OK;
    };
    sqlite3_wal_hook(connection_, after_commit, this);  // replaces the automatic checkpoint
}

void Checkpoint::note_commit(int wal_pages) {
    pages_ = wal_pages;
    if (wal_pages < worthwhile_pages) return;
    if (wal_pages > too_many_pages) {
        sqlite3_wal_checkpoint_v2(connection_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        return;
    }
    start();
}

awaitable<void> Checkpoint::caught_up() {
    if (pages_ < few_pages) co_return;
    start();
    co_await done_.fired();
}

awaitable<void> Checkpoint::ended() {
    while (under_way_) co_await done_.fired();
}

void Checkpoint::start() {
    if (std::exchange(again_, true) || under_way_) return;
    run();
}

void Checkpoint::run() {
    under_way_ = std::exchange(again_, false);
    if (!under_way_) return;
    workers_.run([path = path_] { run_checkpoint(path); },
                 [this] {
                     pages_ = 0;
                     done_.fire();
                     run();
                 });
}

}  // namespace necsus
