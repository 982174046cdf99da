// For fuzzers: a connected pair of sockets, one of them the program's, whose other end says what the fuzzer made up.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <string_view>

#include "necsus/async.hpp"
#include "require.hpp"

namespace necsus {

class SocketPair {
  public:
    using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

    SocketPair() { require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_) == 0, "there are sockets"); }
    ~SocketPair() { hang_up(); }
    SocketPair(const SocketPair&) = delete;
    SocketPair& operator=(const SocketPair&) = delete;

    /// The program's end; to be taken once.
    Socket take(Executor executor) { return {executor, asio::ip::tcp::v4(), ends_[0]}; }

    /// Says `bytes` in pieces of `size`, letting `loop` run after each, and drops what it hears.
    void say(asio::io_context& loop, std::string_view bytes, std::size_t size) {
        while (!bytes.empty()) {
            auto piece = bytes.substr(0, size);
            auto sent = ::send(ends_[1], piece.data(), piece.size(), MSG_NOSIGNAL);
            if (sent < 0) break;  // it has hung up
            bytes.remove_prefix(static_cast<std::size_t>(sent));
            listen(loop);
        }
        ::shutdown(ends_[1], SHUT_WR);
    }

    /// Lets `loop` run until it has nothing to do just now, and drops what comes.
    void listen(asio::io_context& loop) {
        char dropped[4096];
        do {
            loop.restart();
            while (loop.poll() > 0) {
            }
        } while (::recv(ends_[1], dropped, sizeof dropped, 0) > 0);
    }

    void hang_up() {
        if (ends_[1] >= 0) ::close(ends_[1]);
        ends_[1] = -1;
    }

  private:
    int ends_[2] = {-1, -1};
};

}  // namespace necsus
