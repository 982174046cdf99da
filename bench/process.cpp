#include "process.hpp"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

#include "sockets.hpp"

namespace bench {

namespace {

std::string proc_file(int process, const char* name) {
    std::ifstream file("/proc/" + std::to_string(process) + "/" + name);
    std::ostringstream text;
    text << file.rdbuf();
    if (text.str().empty()) throw Failure("there is no process " + std::to_string(process));
    return text.str();
}

}  // namespace

double resident_bytes(int process) {
    std::istringstream status(proc_file(process, "status"));
    for (std::string word; status >> word;) {
        double kib = 0;
        if (word == "VmRSS:" && status >> kib) return kib * 1024;
    }
    throw Failure("a process without memory: " + std::to_string(process));
}

double cpu_seconds(int process) {
    // The second field is the program's name in parentheses, which may hold anything; utime and stime are 14th and
    // 15th.
    auto text = proc_file(process, "stat");
    std::istringstream after_name(text.substr(text.rfind(')') + 1));
    std::string skipped;
    for (int field = 3; field < 14; ++field) after_name >> skipped;
    double user = 0;
    double system = 0;
    after_name >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace bench
