#include "file_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "necsus/async.hpp"
#include "necsus/log.hpp"
#include "necsus/storage/database.hpp"

namespace necsus {

namespace {

/// A byte beyond those that SQLite locks (from 2^30 on, 512 of them); whether the file has it doesn't matter.
constexpr off_t our_byte = (off_t{1} << 30) + 4096;

/// A server that was killed is gone within a moment.
constexpr auto patience = std::chrono::seconds(1);
constexpr auto pause_between = std::chrono::milliseconds(20);

/// Of the open file and not of the process: SQLite, which opens and closes the file as it likes, doesn't drop it.
bool lock(int descriptor) {
    struct flock range {};
    range.l_type = F_WRLCK;
    range.l_whence = SEEK_SET;
    range.l_start = our_byte;
    range.l_len = 1;
    return fcntl(descriptor, F_OFD_SETLK, &range) == 0;
}

bool is_held_by_another(int error) {
    return error == EAGAIN || error == EACCES;
}

}  // namespace

FileLock::FileLock(const std::string& path) : descriptor_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
    if (descriptor_ < 0) return;
    auto deadline = Clock::now() + patience;
    while (!lock(descriptor_)) {
        auto error = errno;
        if (!is_held_by_another(error)) {
            log_event(LogLevel::warn, "this disk knows no locks: a second server on the same database is not noticed",
                      {{"database", path}, {"error", std::strerror(error)}});
            return;
        }
        if (Clock::now() > deadline) {
            close(descriptor_);
            throw DatabaseError(
                fmt::format("cannot open the database {}: another server uses it, or is still stopping. "
                            "End that one, wait until it has ended, or let --db name another file.",
                            path));
        }
        std::this_thread::sleep_for(pause_between);
    }
}

FileLock::~FileLock() {
    if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace necsus
