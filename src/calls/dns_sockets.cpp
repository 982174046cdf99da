#include "dns_sockets.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>

namespace necsus {

namespace {

int open_socket(int family, int type, int protocol, void*) {
    return ::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
}

int close_socket(int fd, void*) {
    return ::close(fd);
}

int connect_socket(int fd, const sockaddr* address, socklen_t size, void*) {
    int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // fails for UDP, which needs none
    return ::connect(fd, address, size);
}

ssize_t receive(int fd, void* buffer, std::size_t size, int flags, sockaddr* from, socklen_t* from_size, void*) {
    return ::recvfrom(fd, buffer, size, flags, from, from_size);
}

ssize_t send(int fd, const iovec* pieces, int count, void*) {
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(pieces);
    message.msg_iovlen = static_cast<std::size_t>(count);
    auto sent = ::sendmsg(fd, &message, MSG_NOSIGNAL);
    // An earlier datagram was refused. Taken for this one's refusal, that one would be waited for in vain.
    if (sent < 0 && errno == ECONNREFUSED) sent = ::sendmsg(fd, &message, MSG_NOSIGNAL);
    return sent;
}

}  // namespace

const ares_socket_functions dns_socket_functions{open_socket, close_socket, connect_socket, receive, send};

}  // namespace necsus
