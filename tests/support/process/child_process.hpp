// Programs that take part in a test: Flask bots, a bot behind TLS, openssl.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "server_process.hpp"

namespace necsus::test {

/// A program in the background. It ends with its object.
class ChildProcess {
  public:
    /// `words[0]` is looked for on the PATH.
    explicit ChildProcess(const std::vector<std::string>& words, const std::string& working_directory = "/");
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    /// What it has printed so far.
    std::string output() const;
    /// Waits for a whole line with `text` in it; the rest of that line after it. Throws with the output if none comes.
    std::string wait_for_output(const std::string& text) const;
    void send_signal(int signal) const;
    bool has_ended() const;
    /// Its exit code, or -signal.
    int wait();

  private:
    TempFolder folder_;
    pid_t pid_ = -1;
};

/// Debian's Python where there is one, as that is the one with Debian's Flask.
std::string python();

/// Runs a program that has to succeed. Throws with all it printed if it does not.
void run_command(const std::vector<std::string>& words, const std::string& working_directory);

}  // namespace necsus::test
