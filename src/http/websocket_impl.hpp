// The Beast side of WebSocket, for the two sources that need it: websocket.cpp, and session.cpp which makes one.
#pragma once

#include <boost/beast/websocket/stream.hpp>

#include "necsus/http/websocket.hpp"
#include "tcp_socket.hpp"

namespace necsus {

/// Room for one line of what a client might say; it is read only to be thrown away.
constexpr std::size_t ignored_bytes_at_once = 128;

struct WebSocket::Impl : std::enable_shared_from_this<WebSocket::Impl> {
    explicit Impl(TcpSocket socket) : stream(std::move(socket)), gone(stream.get_executor()) {}

    void read_and_ignore();
    void refuse_bad_close_codes();
    void close(CloseCode code);
    void note_closed();

    // No compression: its contexts would cost each idle socket hundreds of KiB.
    boost::beast::websocket::stream<TcpSocket, false> stream;
    std::function<void()> on_closed;
    Signal gone;
    std::unique_ptr<Timer> patience;  // only while closing
    bool is_closed = false;
    bool is_closing = false;
    std::array<char, ignored_bytes_at_once> ignored{};
};

}  // namespace necsus
