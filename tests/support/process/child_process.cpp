#include "child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "socket.hpp"

namespace necsus::test {

namespace {

constexpr auto moment = std::chrono::milliseconds(2);

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& words, const std::string& working_directory) {
    auto output_path = folder_.file("output");
    auto own_words = words;
    std::vector<char*> argv;
    for (auto& word : own_words) argv.push_back(word.data());
    argv.push_back(nullptr);

    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("no process for " + words.at(0));
    if (pid_ > 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is killed leaves nothing behind
    int file = ::open(output_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
    ::setenv("PYTHONDONTWRITEBYTECODE", "1", 1);
    ::setenv("PYTHONUNBUFFERED", "1", 1);
    if (::chdir(working_directory.c_str()) != 0) ::_exit(126);
    ::execvp(argv[0], argv.data());
    ::_exit(127);
}

ChildProcess::~ChildProcess() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

std::string ChildProcess::output() const {
    std::ifstream file(folder_.file("output"));
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string ChildProcess::wait_for_output(const std::string& text) const {
    auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
        bool ended = has_ended();  // asked first: what it printed before its end counts
        auto printed = output();
        auto at = printed.find(text);
        auto end = at == std::string::npos ? at : printed.find('\n', at);
        if (end != std::string::npos) return printed.substr(at + text.size(), end - at - text.size());
        if (ended || std::chrono::steady_clock::now() > deadline) {
            throw std::runtime_error("not printed: " + text + "\nbut: " + printed);
        }
        std::this_thread::sleep_for(moment);
    }
}

bool ChildProcess::has_ended() const {
    siginfo_t ended{};
    ::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT);
    return ended.si_pid != 0;
}

void ChildProcess::send_signal(int signal) const {
    ::kill(pid_, signal);
}

int ChildProcess::wait() {
    auto deadline = std::chrono::steady_clock::now() + patience;
    int status = 0;
    while (::waitpid(pid_, &status, WNOHANG) == 0) {
        if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("it does not end: " + output());
        std::this_thread::sleep_for(moment);
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::string python() {
    std::string of_debian = "/usr/bin/python3";
    return std::filesystem::exists(of_debian) ? of_debian : "python3";
}

void run_command(const std::vector<std::string>& words, const std::string& working_directory) {
    ChildProcess command(words, working_directory);
    if (command.wait() != 0) throw std::runtime_error(words.at(0) + " failed: " + command.output());
}

}  // namespace necsus::test
