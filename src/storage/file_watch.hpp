// Whether the database's files are still where they were and what SQLite made of them: what is written into a file that
// was deleted, replaced or cut off is gone at the next start.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <string>

#include "necsus/async.hpp"

namespace necsus {

class FileWatch {
  public:
    /// Of the database at `path`, which `database` is open on, as SQLite has it, with its -wal and -shm. `database`
    /// must outlive it, and it every SQLite connection of this process to the file.
    FileWatch(std::string path, int database, std::string wal_path, std::string shm_path);
    ~FileWatch();
    FileWatch(const FileWatch&) = delete;
    FileWatch& operator=(const FileWatch&) = delete;

    /// True if all is well. What was moved may come back; what was cut off or written over stays spoilt. The log is
    /// told when it changes.
    bool look();
    /// The same, but that all is well may be some milliseconds old: a look is a dozen system calls.
    bool glance();

    /// Must be asked, outside of any transaction of ours, before SQLite touches the -shm: it has that file mapped, and
    /// to touch a part that was cut off ends the process (SIGBUS). What was cut off is put back empty, and SQLite makes
    /// it anew from the WAL. False while somebody is in the midst of using it.
    bool has_whole_index();

    /// What is wrong and what to do, for the one who runs the server.
    const std::string& problem() const { return problem_; }
    /// The file itself is as it was, and what is in our WAL belongs into it.
    bool may_be_written() { return !spoilt_ && has_whole_index() && database_.is_in_place(); }

    /// False if its disk has hardly room for a message more.
    bool has_room() const;

  private:
    /// A file that we hold open, to tell it from another one at its path.
    struct Held {
        Held(std::string where, int open_descriptor);

        bool is_in_place() const;
        off_t bytes() const;

        std::string path;
        int descriptor;
        dev_t device = 0;
        ino_t inode = 0;
    };

    /// The beginning of the -shm: what is in the WAL, and how much of it was moved into the file.
    using Index = std::array<std::uint32_t, 34>;

    /// What only a checkpoint changes.
    struct Content {
        off_t bytes = 0;
        std::array<unsigned char, 100> header{};
        bool operator==(const Content&) const = default;
    };

    bool put_index_back();
    std::string found_problem();
    bool is_spoilt();
    bool wal_has_frame(const Index& index, std::uint32_t number) const;
    Index index() const;
    Content content() const;

    Held database_, wal_, shm_;
    Index index_{};  // at the last look
    Content content_;
    off_t wal_bytes_ = 0;  // at the last glance
    off_t shm_bytes_ = 0;  // the most that there were: SQLite never makes it smaller
    bool spoilt_ = false;
    Clock::time_point looked_at_;
    std::string problem_;
};

}  // namespace necsus
