// The server's own lock on its database file: two servers on one file would each tell only their own listeners what
// they store. Programs that know nothing of it (backups, sqlite3, the original) are not kept out.
#pragma once

#include <string>

namespace necsus {

/// Held while it lives, and released by the kernel however the process ends. It must outlive every SQLite connection of
/// this process to the file: closing a descriptor drops all of SQLite's locks on it.
class FileLock {
  public:
    /// Makes the file if it isn't there. Throws DatabaseError if another server has the lock, whatever path it knows
    /// the file by. What can't be opened isn't locked either: SQLite will say why.
    explicit FileLock(const std::string& path);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

    /// To look at the file with; -1 if there is none.
    int descriptor() const { return descriptor_; }

  private:
    int descriptor_;
};

}  // namespace necsus
