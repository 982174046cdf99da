#include "sockets.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace bench {

namespace {

constexpr int turn_milliseconds = 50;  // how late a time's end may be noticed when nothing comes
constexpr int listen_backlog = 1024;

int checked(int result, const char* doing) {
    if (result < 0) throw Failure(std::string(doing) + ": " + std::strerror(errno));
    return result;
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

sockaddr* plain(sockaddr_in& address) {
    return reinterpret_cast<sockaddr*>(&address);
}

}  // namespace

Watched::Watched(Loop& loop, int descriptor) : loop_(loop), descriptor_(descriptor) {
    int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = this;
    checked(epoll_ctl(loop_.epoll_, EPOLL_CTL_ADD, descriptor_, &event), "watching a socket");
}

Watched::~Watched() {
    close(descriptor_);
}

void Watched::ignore() {
    epoll_ctl(loop_.epoll_, EPOLL_CTL_DEL, descriptor_, nullptr);
}

Loop::Loop() : epoll_(checked(epoll_create1(0), "making the loop")) {}

Loop::~Loop() {
    close(epoll_);
}

void Loop::turn() {
    std::array<epoll_event, 256> events;
    auto count = epoll_wait(epoll_, events.data(), events.size(), turn_milliseconds);
    if (count < 0 && errno != EINTR) checked(count, "waiting");
    for (int i = 0; i < count; ++i) static_cast<Watched*>(events[static_cast<std::size_t>(i)].data.ptr)->readable();
}

void Loop::run_until(const std::function<bool()>& done, std::chrono::duration<double> most, const char* what) {
    auto end = Clock::now() + most;
    while (!done()) {
        if (Clock::now() > end) throw Failure(what);
        turn();
    }
}

void Loop::run_for(std::chrono::duration<double> time) {
    auto end = Clock::now() + time;
    while (Clock::now() < end) turn();
}

void Socket::send(std::string_view bytes) {
    auto sent = ::send(descriptor(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    checked(static_cast<int>(sent), "sending");
    if (static_cast<std::size_t>(sent) != bytes.size()) throw Failure("sending: the server does not read");
}

void Socket::readable() {
    static std::array<char, 1U << 16U> buffer;
    auto count = recv(descriptor(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) {
        ended();
    } else {
        received({buffer.data(), static_cast<std::size_t>(count)});
    }
}

void Socket::ended() {
    throw Failure("the server closed a connection");
}

int connect_to(std::uint16_t port) {
    int descriptor = checked(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "making a socket");
    auto address = loopback(port);
    checked(connect(descriptor, plain(address), sizeof address), "connecting");
    return descriptor;
}

Listening listen_on_free_port() {
    int descriptor = checked(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "making a socket");
    auto address = loopback(0);
    socklen_t size = sizeof address;
    checked(bind(descriptor, plain(address), size), "binding");
    checked(listen(descriptor, listen_backlog), "listening");
    checked(getsockname(descriptor, plain(address), &size), "asking for the port");
    return {descriptor, ntohs(address.sin_port)};
}

void allow_descriptors(std::size_t count) {
    rlimit limit{};
    checked(getrlimit(RLIMIT_NOFILE, &limit), "asking for the limit of open files");
    if (limit.rlim_max < count) throw Failure("the limit of open files is too low: see ulimit -Hn");
    limit.rlim_cur = limit.rlim_max;
    checked(setrlimit(RLIMIT_NOFILE, &limit), "raising the limit of open files");
}

}  // namespace bench
