#include "log_writer.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>

using namespace necsus;
using std::chrono::steady_clock;

namespace {

class Pipe {
  public:
    Pipe() { REQUIRE(::pipe2(ends_.data(), O_CLOEXEC) == 0); }
    ~Pipe() {
        close_reader();
        ::close(ends_[1]);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    int writer() const { return ends_[1]; }
    void close_reader() { ::close(std::exchange(ends_[0], -1)); }

    /// Reads until `end` has come.
    std::string read_to(const std::string& end) {
        std::string text;
        while (text.find(end) == std::string::npos) {
            pollfd ready{ends_[0], POLLIN, 0};
            INFO(text.substr(text.size() - std::min<std::size_t>(text.size(), 200)));
            REQUIRE(::poll(&ready, 1, 10'000) == 1);
            std::array<char, 65536> buffer{};
            text.append(buffer.data(), static_cast<std::size_t>(::read(ends_[0], buffer.data(), buffer.size())));
        }
        return text;
    }

  private:
    std::array<int, 2> ends_{};
};

std::string told(std::size_t lost) {
    return "lost " + std::to_string(lost) + "\n";
}

}  // namespace

TEST_CASE("lines are written in their order, by themselves") {
    Pipe pipe;
    LogWriter writer(pipe.writer(), {}, told);
    for (int i = 0; i < 1000; ++i) writer.write(std::to_string(i) + "\n", i % 100 == 0);
    std::string all;
    for (int i = 0; i < 1000; ++i) all += std::to_string(i) + "\n";
    CHECK(pipe.read_to("\n999\n") == all);
}

TEST_CASE("a reader that stops holds nobody up, and learns how many lines it missed") {
    Pipe pipe;
    LogWriter writer(pipe.writer(), {100'000, 50'000}, told);
    const auto line = std::string(99, 'x') + "\n";
    constexpr std::size_t lines = 10'000;  // more than pipe and backlog hold
    for (std::size_t i = 0; i < lines; ++i) writer.write(line, i % 2 == 0);
    auto text = pipe.read_to("lost ");
    while (!text.ends_with('\n')) text += pipe.read_to("\n");
    const auto lost = std::stoul(text.substr(text.find("lost ") + 5));
    CHECK(lost > lines / 2);
    CHECK(text.find("lost ") == (lines - lost) * line.size());
    writer.write("again\n", false);
    CHECK(pipe.read_to("\n") == "again\n");
}

TEST_CASE("the wait for a reader that never comes has an end") {
    std::signal(SIGPIPE, SIG_IGN);
    auto began = steady_clock::now();
    Pipe pipe;
    {
        LogWriter writer(pipe.writer(), {1U << 20U, 50'000}, told);
        for (int i = 0; i < 1000; ++i) writer.write(std::string(999, 'x') + "\n", true);
        writer.flush();
    }
    CHECK(steady_clock::now() - began < std::chrono::seconds(8));
    pipe.read_to(std::string(999, 'x'));  // the thread goes on, and ends
}

TEST_CASE("lines that could not be written are told of once they can be") {
    std::signal(SIGPIPE, SIG_IGN);
    Pipe gone;
    gone.close_reader();
    Pipe pipe;
    const int descriptor = ::dup(gone.writer());
    LogWriter writer(descriptor, {}, told);
    for (int i = 0; i < 3; ++i) {
        writer.write("into nothing\n", true);
        writer.flush();
    }
    ::dup2(pipe.writer(), descriptor);
    writer.write("somebody is there\n", true);
    CHECK(pipe.read_to("there\n") == "lost 3\nsomebody is there\n");
    ::close(descriptor);
}
