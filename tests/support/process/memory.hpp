// How much memory a process has.
#pragma once

#include <sys/types.h>

#include <fstream>
#include <stdexcept>
#include <string>

namespace necsus::test {

/// A line of /proc/PID/status in MB: VmRSS is the memory now, VmHWM the most that it ever was. Says nothing under
/// sanitizers, which keep what was freed.
inline double megabytes(pid_t pid, const std::string& line) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    std::string word;
    double kilobytes = 0;
    while (status >> word && word != line + ":") {
    }
    if (!(status >> kilobytes)) throw std::runtime_error("no " + line + " of process " + std::to_string(pid));
    return kilobytes / 1000;
}

}  // namespace necsus::test
