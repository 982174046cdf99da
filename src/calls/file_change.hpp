// Whether a small file of the system's settings was changed since it was last looked at.
#pragma once

#include <sys/stat.h>

#include <string>
#include <tuple>
#include <utility>

namespace necsus {

class FileChange {
  public:
    explicit FileChange(std::string path) : path_(std::move(path)) {}

    /// True at the first time, and whenever the file is another one than the time before; a missing file is one too.
    bool happened() {
        struct stat found {};
        if (stat(path_.c_str(), &found) != 0) found = {};
        Stamp now{found.st_ino, found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
        bool changed = !seen_ || now != stamp_;
        stamp_ = now;
        seen_ = true;
        return changed;
    }

    const std::string& path() const { return path_; }

  private:
    using Stamp = std::tuple<ino_t, off_t, time_t, long>;

    std::string path_;
    Stamp stamp_;
    bool seen_ = false;
};

}  // namespace necsus
