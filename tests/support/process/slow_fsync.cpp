// For LD_PRELOAD: whoever waits for the disk waits for SLOW_FSYNC_MS longer.
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

namespace {

void wait() {
    const char* milliseconds = std::getenv("SLOW_FSYNC_MS");
    if (milliseconds != nullptr) std::this_thread::sleep_for(std::chrono::milliseconds(std::atoi(milliseconds)));
}

}  // namespace

extern "C" int fsync(int file) {
    wait();
    return static_cast<int>(syscall(SYS_fsync, file));
}

extern "C" int fdatasync(int file) {
    wait();
    return static_cast<int>(syscall(SYS_fdatasync, file));
}
