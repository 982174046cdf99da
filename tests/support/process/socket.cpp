#include "socket.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <thread>
#include <utility>

namespace necsus::test {

Socket::Socket(int descriptor, Record::Peer peer) : descriptor_(descriptor), record_(peer) {
    int on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Socket Socket::connect(std::uint16_t port) {
    int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        auto why = std::string(std::strerror(errno));
        ::close(descriptor);
        throw std::runtime_error("cannot connect to port " + std::to_string(port) + ": " + why);
    }
    return Socket(descriptor, Record::Peer::server);
}

Socket::Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), record_(other.record_) {}

Socket& Socket::operator=(Socket&& other) noexcept {
    close();
    descriptor_ = std::exchange(other.descriptor_, -1);
    record_ = other.record_;
    return *this;
}

Socket::~Socket() {
    close();
}

bool Socket::send(std::string_view bytes) {
    while (!bytes.empty()) {
        pollfd ready{descriptor_, POLLOUT, 0};
        if (::poll(&ready, 1, std::chrono::milliseconds(patience).count()) == 0) {
            throw std::runtime_error("the peer does not read");
        }
        auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0) return false;
        record_.sent(bytes.substr(0, static_cast<std::size_t>(sent)));
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string Socket::receive_some(std::size_t most) {
    pollfd ready{descriptor_, POLLIN, 0};
    if (::poll(&ready, 1, std::chrono::milliseconds(patience).count()) == 0) {
        throw std::runtime_error("the peer sends nothing");
    }
    if (pause_.count() > 0) std::this_thread::sleep_for(pause_);
    std::string bytes(most, '\0');
    auto got = ::recv(descriptor_, bytes.data(), bytes.size(), 0);
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    record_.received(bytes);
    return bytes;
}

bool Socket::receive_until(std::string& received, std::string_view end) {
    while (received.find(end) == std::string::npos) {
        auto more = receive_some();
        if (more.empty()) return false;
        received += more;
    }
    return true;
}

bool Socket::receive_to_size(std::string& received, std::size_t size) {
    while (received.size() < size) {
        auto more = receive_some();
        if (more.empty()) return false;
        received += more;
    }
    return true;
}

std::string Socket::receive_all() {
    std::string received;
    for (auto more = receive_some(); !more.empty(); more = receive_some()) received += more;
    return received;
}

void Socket::shutdown_send() {
    ::shutdown(descriptor_, SHUT_WR);
}

void Socket::reset() {
    linger at_once{1, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

void Socket::close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

void Socket::shrink_receive_buffer(int bytes) {
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

}  // namespace necsus::test
