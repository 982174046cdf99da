// The real server as a process of its own, on a free port, with a fresh database.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "support/temp_folder.hpp"

namespace necsus::test {

using necsus::TempFolder;

struct ServerOptions {
    std::vector<std::string> flags = {};  // besides --port 0, --db and what follows
    std::string database = ":memory:";
    std::vector<std::pair<std::string, std::string>> environment = {};
};

class ServerProcess {
  public:
    /// Starts it and waits until it listens. Throws with its output if it does not.
    explicit ServerProcess(ServerOptions options = {});
    /// Stops it; a server that does not end by itself, or reports an error of a sanitizer, ends the test run.
    ~ServerProcess();
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    std::uint16_t port() const { return port_; }
    pid_t pid() const { return pid_; }
    /// What it has logged so far.
    std::string log() const;
    /// Waits until the log holds `text`.
    void wait_for_log(const std::string& text) const;

    void send_signal(int signal) const;
    /// SIGTERM, and its exit code.
    int stop();
    /// Waits for its end; its exit code, or -signal.
    int wait();
    /// SIGKILL: as a crash or a power cut of the program.
    void kill();

  private:
    pid_t pid_ = -1;
    std::string log_path_;
    std::uint16_t port_ = 0;
};

/// Runs the program and returns its exit code and all it printed; for starts that fail.
struct Ended {
    int code = 0;
    std::string output;
};
Ended run_to_end(const std::vector<std::string>& arguments,
                 const std::vector<std::pair<std::string, std::string>>& environment = {},
                 const std::string& working_directory = "/");

}  // namespace necsus::test
