#include "memory.hpp"

#include <malloc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <utility>
#include <vector>

namespace necsus {

namespace {

constexpr auto glance = std::chrono::milliseconds(2000);
/// From one time to the next.
constexpr auto pause = std::chrono::seconds(20);
/// Of a glance's time, spent by all threads: more, and it is not quiet.
constexpr auto quiet_cpu_time = glance / 5;
constexpr std::size_t worthwhile_bytes = 8U << 20U;
constexpr auto slice = std::chrono::milliseconds(2);
constexpr auto between_slices = std::chrono::milliseconds(4);

std::size_t page_bytes() {
    static const auto bytes = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return bytes;
}

/// What is in memory without being in use.
std::size_t unused_bytes() {
    std::ifstream statm("/proc/self/statm");  // in pages: all of it, what is in memory, and how much of that is files'
    std::size_t all = 0;
    std::size_t resident = 0;
    std::size_t of_files = 0;
    statm >> all >> resident >> of_files;
    const auto heap = ::mallinfo2();
    const auto in_memory = (resident - of_files) * page_bytes();
    return in_memory - std::min(in_memory, heap.uordblks + heap.hblkhd);
}

std::chrono::microseconds cpu_time() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/// Borrows free pieces of the heap, the large ones first, and has the system take back the pages in them. That is what
/// malloc_trim does, which holds the heap for as long as it takes: a second for 80 MB in small pieces.
class FreePieces {
  public:
    /// Borrows twice what is free at most: the heap grows a little with each size.
    FreePieces() : left_(2 * ::mallinfo2().fordblks) {}
    ~FreePieces() {
        for (auto* piece : pieces_) std::free(piece);
    }
    FreePieces(const FreePieces&) = delete;
    FreePieces& operator=(const FreePieces&) = delete;

    /// Works for a slice of time; false when nothing is left to do.
    bool work() {
        const auto end = Clock::now() + slice;
        while (Clock::now() < end) {
            if (size_ < least_size) return release();
            borrow();
        }
        return true;
    }

  private:
    static constexpr std::size_t greatest_size = 128U << 10U;  // below what malloc gives a mapping of its own
    static constexpr std::size_t least_size = 4096 + 64;       // smaller ones hold no page

    void borrow() {
        const auto bytes = size_;
        const auto* heap_end = ::sbrk(0);
        auto* piece = std::malloc(bytes);
        if (piece == nullptr) {
            size_ = 0;
            return;
        }
        pieces_.push_back(piece);
        drop_pages(static_cast<char*>(piece), bytes);
        const bool was_free = ::sbrk(0) == heap_end && bytes <= left_;
        left_ -= std::min(left_, bytes);
        if (!was_free) size_ -= size_ / 16;  // the heap had none of this size any more, and grew
    }

    /// Those that lie whole within the piece.
    static void drop_pages(char* piece, std::size_t bytes) {
        const auto page = page_bytes();
        const auto before_first = (page - reinterpret_cast<std::uintptr_t>(piece) % page) % page;
        if (bytes < before_first + page) return;
        const auto whole = (bytes - before_first) / page * page;
        ::madvise(piece + before_first, whole, MADV_DONTNEED);
    }

    /// The last of them are the first to go: the end of the heap shrinks.
    bool release() {
        for (std::size_t i = 0; i < 1000 && !pieces_.empty(); ++i) {
            std::free(pieces_.back());
            pieces_.pop_back();
        }
        return !pieces_.empty();
    }

    std::vector<void*> pieces_;
    std::size_t size_ = greatest_size;
    std::size_t left_;
};

}  // namespace

awaitable<void> give_back_memory(Executor executor) {
    Timer timer(executor);
    auto least = unused_bytes();
    auto cpu_before = cpu_time();
    Clock::duration wait = glance;
    for (;;) {
        timer.expires_after(std::exchange(wait, glance));
        co_await timer.async_wait(use_awaitable);
        const auto cpu = cpu_time();
        const bool is_quiet = cpu - std::exchange(cpu_before, cpu) < quiet_cpu_time;
        if (!is_quiet) continue;
        const auto unused = unused_bytes();
        least = std::min(least, unused);
        if (unused < least + worthwhile_bytes) continue;
        FreePieces pieces;
        while (pieces.work()) {
            timer.expires_after(between_slices);
            co_await timer.async_wait(use_awaitable);
        }
        least = unused_bytes();
        wait = pause;
    }
}

}  // namespace necsus
