#include "server_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "socket.hpp"
#include "support/process/program.hpp"

namespace necsus::test {

namespace {

constexpr auto glance = std::chrono::milliseconds(2);

std::string content_of(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

using Environment = std::vector<std::pair<std::string, std::string>>;

/// Starts the program under test with its output in a file. Its environment holds nothing of NeCSuS's but what is
/// given.
pid_t start(const std::vector<std::string>& arguments, const Environment& environment, const std::string& output,
            const std::string& working_directory) {
    std::vector<std::string> words{program()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);

    pid_t pid = ::fork();
    if (pid != 0) return pid;
    int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
    if (::chdir(working_directory.c_str()) != 0) ::_exit(126);
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    ::execv(argv[0], argv.data());
    ::_exit(127);
}

int exit_code(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/// The number after "listening on http://HOST:", or 0.
std::uint16_t port_in(const std::string& log) {
    auto at = log.find("listening on http://");
    auto end = at == std::string::npos ? at : log.find('\n', at);
    if (end == std::string::npos) return 0;
    auto colon = log.find(':', at + 20);
    return static_cast<std::uint16_t>(std::stoul(log.substr(colon + 1)));
}

}  // namespace

ServerProcess::ServerProcess(ServerOptions options) {
    auto pattern = (std::filesystem::temp_directory_path() / "necsus-log-XXXXXX").string();
    int file = ::mkstemp(pattern.data());
    if (file < 0) throw std::runtime_error("no file for the log");
    ::close(file);
    log_path_ = pattern;

    std::vector<std::string> arguments{"--port", "0", "--db", options.database};
    arguments.insert(arguments.end(), options.flags.begin(), options.flags.end());
    pid_ = start(arguments, options.environment, log_path_, "/");
    auto deadline = std::chrono::steady_clock::now() + patience;
    while ((port_ = port_in(log())) == 0) {
        int status = 0;
        if (::waitpid(pid_, &status, WNOHANG) == pid_) {
            pid_ = -1;
            throw std::runtime_error("the server did not start: " + log());
        }
        if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("the server does not listen");
        std::this_thread::sleep_for(glance);
    }
}

ServerProcess::~ServerProcess() {
    int code = pid_ > 0 ? stop() : 0;
    if (code != 0) {
        std::fprintf(stderr, "the server ended with %d:\n%s\n", code, log().c_str());
        std::abort();
    }
    std::filesystem::remove(log_path_);
}

std::string ServerProcess::log() const {
    return content_of(log_path_);
}

void ServerProcess::wait_for_log(const std::string& text) const {
    auto deadline = std::chrono::steady_clock::now() + patience;
    while (log().find(text) == std::string::npos) {
        if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("not in the log: " + text);
        std::this_thread::sleep_for(glance);
    }
}

void ServerProcess::send_signal(int signal) const {
    ::kill(pid_, signal);
}

int ServerProcess::stop() {
    send_signal(SIGTERM);
    return wait();
}

int ServerProcess::wait() {
    int status = 0;
    auto deadline = std::chrono::steady_clock::now() + 2 * patience;
    while (::waitpid(pid_, &status, WNOHANG) == 0) {
        if (std::chrono::steady_clock::now() > deadline) {
            std::fprintf(stderr, "the server does not stop:\n%s\n", log().c_str());
            ::kill(pid_, SIGABRT);
        }
        std::this_thread::sleep_for(glance);
    }
    pid_ = -1;
    return exit_code(status);
}

void ServerProcess::kill() {
    send_signal(SIGKILL);
    wait();
}

Ended run_to_end(const std::vector<std::string>& arguments, const Environment& environment,
                 const std::string& working_directory) {
    TempFolder folder;
    auto output = folder.file("output");
    pid_t pid = start(arguments, environment, output, working_directory);
    int status = 0;
    auto deadline = std::chrono::steady_clock::now() + patience;
    while (::waitpid(pid, &status, WNOHANG) == 0) {
        if (std::chrono::steady_clock::now() > deadline) ::kill(pid, SIGKILL);  // it runs, although it should not
        std::this_thread::sleep_for(glance);
    }
    return {exit_code(status), content_of(output)};
}

}  // namespace necsus::test
