#include "file_watch.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstring>
#include <utility>

#include "necsus/log.hpp"

namespace necsus {

namespace {

// Places in the -shm, in words of 32 bits (SQLite's "WAL-mode file format").
constexpr std::size_t page_bytes_word = 3;  // its second half
constexpr std::size_t frames = 4;
constexpr std::size_t salt = 8;
constexpr std::size_t frames_moved = 24;
constexpr std::size_t frames_being_moved = 32;

// Bytes of the -shm that SQLite locks: for writing, moving, recovering, and five for readers.
constexpr off_t first_lock = 120;
constexpr off_t locks = 8;

constexpr auto glance_age = std::chrono::milliseconds(20);

constexpr std::uint64_t little_room = 1U << 20U;

constexpr off_t wal_header_bytes = 32;
constexpr off_t frame_header_bytes = 24;

template <class Index>
off_t page_bytes(const Index& index) {
    std::uint16_t halves[2];
    std::memcpy(halves, &index[page_bytes_word], sizeof halves);
    return halves[1] == 1 ? 65'536 : halves[1];
}

template <class Index>
bool is_same_wal(const Index& before, const Index& now) {
    return before[salt] == now[salt] && before[salt + 1] == now[salt + 1];
}

/// Whether SQLite can't have written into the file itself between two looks, and doesn't now.
template <class Index>
bool nothing_was_moved(const Index& before, const Index& now) {
    return is_same_wal(before, now) && before[frames_moved] == now[frames_moved] &&
           before[frames_being_moved] == now[frames_being_moved] && now[frames_moved] == now[frames_being_moved];
}

/// Of the open file and not of the process: so SQLite's own locks in this one are in its way, too. False if one is.
bool lock_index(int shm, short kind) {
    struct flock range {};
    range.l_type = kind;
    range.l_whence = SEEK_SET;
    range.l_start = first_lock;
    range.l_len = locks;
    return fcntl(shm, F_OFD_SETLK, &range) == 0;
}

}  // namespace

FileWatch::Held::Held(std::string where, int open_descriptor) : path(std::move(where)), descriptor(open_descriptor) {
    struct stat status {};
    if (fstat(descriptor, &status) != 0) return;
    device = status.st_dev;
    inode = status.st_ino;
}

bool FileWatch::Held::is_in_place() const {
    if (descriptor < 0) return true;  // out of descriptors at the start: then this one is not watched
    struct stat status {};
    return stat(path.c_str(), &status) == 0 && status.st_dev == device && status.st_ino == inode;
}

off_t FileWatch::Held::bytes() const {
    struct stat status {};
    return fstat(descriptor, &status) == 0 ? status.st_size : 0;
}

FileWatch::FileWatch(std::string path, int database, std::string wal_path, std::string shm_path)
    : database_(std::move(path), database),
      wal_(wal_path, open(wal_path.c_str(), O_RDONLY | O_CLOEXEC)),
      shm_(shm_path, open(shm_path.c_str(), O_RDWR | O_CLOEXEC)),
      index_(index()),
      content_(content()),
      shm_bytes_(shm_.descriptor < 0 ? 0 : shm_.bytes()) {}

FileWatch::~FileWatch() {
    if (wal_.descriptor >= 0) close(wal_.descriptor);
    if (shm_.descriptor >= 0) close(shm_.descriptor);
}

bool FileWatch::glance() {
    auto bytes = wal_.bytes();
    bool has_shrunk = bytes < std::exchange(wal_bytes_, bytes);  // before it grows again, with a hole in it
    // The next frame begins the WAL anew: what comes with it must be known, to tell later changes from it.
    bool is_young = index_[frames] == index_[frames_moved];
    bool is_fresh = problem_.empty() && !has_shrunk && !is_young && Clock::now() - looked_at_ < glance_age;
    return is_fresh || look();
}

bool FileWatch::look() {
    auto problem = found_problem();
    looked_at_ = Clock::now();
    if (problem != problem_) {
        problem_ = std::move(problem);
        if (problem_.empty()) {
            log_event(LogLevel::info, "the database file is back in its place", {{"database", database_.path}});
        } else {
            log_event(LogLevel::error, "the database file is not what it was: nothing more is stored",
                      {{"problem", problem_}});
        }
    }
    return problem_.empty();
}

bool FileWatch::has_whole_index() {
    if (shm_.descriptor < 0) return true;
    auto bytes = shm_.bytes();
    if (bytes < shm_bytes_) return put_index_back();
    shm_bytes_ = bytes;
    return true;
}

/// With all of SQLite's locks on it, nobody is in a transaction that goes by what was in it. Who comes next finds no
/// header, and makes the index anew.
bool FileWatch::put_index_back() {
    if (!lock_index(shm_.descriptor, F_WRLCK)) return false;
    const Index nothing{};
    bool is_back = pwrite(shm_.descriptor, nothing.data(), sizeof nothing, 0) == sizeof nothing &&
                   ftruncate(shm_.descriptor, shm_bytes_) == 0;
    lock_index(shm_.descriptor, F_UNLCK);
    if (is_back) {
        log_event(LogLevel::warn, "the database's -shm was cut off, and is made anew: nothing is lost",
                  {{"file", shm_.path}});
    }
    return is_back;
}

bool FileWatch::has_room() const {
    struct statvfs disk {};
    bool is_known = fstatvfs(database_.descriptor, &disk) == 0 && disk.f_blocks > 0;
    return !is_known || disk.f_bavail * disk.f_frsize >= little_room;
}

std::string FileWatch::found_problem() {
    for (const auto* held : {&database_, &wal_, &shm_}) {
        if (held->is_in_place()) continue;
        return held->path + " was deleted, moved or replaced. Put it back, or start the server anew.";
    }
    if (!has_whole_index()) return shm_.path + " was cut off, and can't be made anew while somebody uses it.";
    spoilt_ = spoilt_ || is_spoilt();
    if (!spoilt_) return {};
    return database_.path + " was cut off or written over. Stop the server, and put a backup in its place.";
}

bool FileWatch::is_spoilt() {
    if (wal_.descriptor < 0 || shm_.descriptor < 0) return false;
    auto index_before = index();
    auto content_now = content();
    auto index_now = index();
    if (index_before != index_now) return false;  // in the midst of a change: the next look will tell
    auto last_index = std::exchange(index_, index_now);
    auto last_content = std::exchange(content_, content_now);

    bool all_moved = index_now[frames_moved] == index_now[frames];
    if (!all_moved) {
        // What is cut off may have grown again since, with a hole in it.
        bool is_whole = wal_has_frame(index_now, 1) && wal_has_frame(index_now, index_now[frames]);
        bool goes_on = is_same_wal(last_index, index_now) && last_index[frames] > 0;
        if (goes_on) is_whole = is_whole && wal_has_frame(index_now, last_index[frames]);
        if (!is_whole) return true;
    }
    return content_now != last_content && nothing_was_moved(last_index, index_now);
}

bool FileWatch::wal_has_frame(const Index& index, std::uint32_t number) const {
    std::array<std::uint32_t, 4> frame{};  // page, pages after a commit, salt
    auto place = wal_header_bytes + off_t{number - 1} * (frame_header_bytes + page_bytes(index));
    auto read = pread(wal_.descriptor, frame.data(), sizeof frame, place);
    return read == sizeof frame && frame[2] == index[salt] && frame[3] == index[salt + 1];
}

FileWatch::Index FileWatch::index() const {
    Index index{};
    auto read = pread(shm_.descriptor, index.data(), sizeof index, 0);
    return read == sizeof index ? index : Index{};
}

FileWatch::Content FileWatch::content() const {
    Content content;
    content.bytes = database_.bytes();
    auto read = pread(database_.descriptor, content.header.data(), content.header.size(), 0);
    if (read < 0) content.header = {};
    return content;
}

}  // namespace necsus
