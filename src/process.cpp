#include "process.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <string_view>
#include <system_error>

namespace necsus {

namespace {

constexpr std::array stopping{SIGTERM, SIGINT, SIGHUP};

// A signal's handler may touch little more than these.
std::atomic<int> first_signal = 0;
std::atomic<int> heard = -1;  // an eventfd, readable once the first has come
static_assert(std::atomic<int>::is_always_lock_free);

void hear(int signal) {
    const int error = errno;
    int none = 0;
    if (first_signal.compare_exchange_strong(none, signal)) {
        const std::uint64_t one = 1;
        [[maybe_unused]] auto written = ::write(heard, &one, sizeof one);
    } else {
        std::signal(signal, SIG_DFL);
        std::raise(signal);
    }
    errno = error;
}

// Of a mapped file that is cut off: SQLite has one (storage/file_watch sees most of it in time). There is nothing to go
// on with, but whoever looks for the reason finds it.
void report_bus_error(int) {
    constexpr std::string_view line =
        "necsus: a file that was in use as memory was cut off, or can't be read (SIGBUS): most likely the database's"
        " -shm. Start the server again: what was acknowledged is in the database and its -wal.\n";
    [[maybe_unused]] auto written = ::write(STDERR_FILENO, line.data(), line.size());
    ::_exit(1);
}

bool is_ignored(int signal) {
    struct sigaction present {};
    return ::sigaction(signal, nullptr, &present) == 0 && present.sa_handler == SIG_IGN;
}

void handle(int signal, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigaction(signal, &action, nullptr);
}

}  // namespace

void prepare_process() {
    for (int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(descriptor, F_GETFD) >= 0) continue;
        // The lowest that is free: this one. Reading from what should be written, and the reverse, fails as it did.
        ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
    // Fixed, for glibc would raise them with each large block that is freed, and then keep such blocks in the heap.
    ::mallopt(M_MMAP_THRESHOLD, 256 << 10);
    ::mallopt(M_TRIM_THRESHOLD, 4 << 20);
    for (int signal : {SIGPIPE, SIGXFSZ, SIGTTOU}) handle(signal, SIG_IGN);
    handle(SIGBUS, report_bus_error);
}

StopSignals::StopSignals() {
    first_signal = 0;
    heard = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (heard < 0) throw std::system_error(errno, std::generic_category(), "no descriptor for signals");
    for (int signal : stopping) {
        if (signal != SIGHUP || !is_ignored(signal)) handle(signal, hear);
    }
}

StopSignals::~StopSignals() {
    for (int signal : stopping) {
        if (!is_ignored(signal)) handle(signal, SIG_DFL);
    }
    ::close(heard.exchange(-1));
}

awaitable<int> StopSignals::first() const {
    auto executor = co_await asio::this_coro::executor;
    asio::posix::basic_stream_descriptor<Executor> descriptor(executor, ::dup(heard));
    co_await descriptor.async_wait(asio::posix::descriptor_base::wait_read, use_awaitable);
    co_return first_signal;
}

}  // namespace necsus
