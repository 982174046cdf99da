// One websocket (RFC 6455): sends text, reads and ignores what the client sends, finds dead peers by its own pings.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "necsus/async.hpp"
#include "necsus/model/room_event.hpp"

namespace necsus {

/// RFC 6455, 7.4.1, and 1013 of the IANA registry.
enum class CloseCode : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    protocol_error = 1002,
    internal_error = 1011,
    try_again_later = 1013
};

class WebSocket {
  public:
    struct Impl;
    explicit WebSocket(std::shared_ptr<Impl> impl);
    WebSocket(WebSocket&&) noexcept;
    ~WebSocket();

    /// Sends one text frame. False if the socket is gone; then nothing more can be sent.
    awaitable<bool> send(Frame frame);

    /// Says goodbye; a peer that does not answer is dropped after a few seconds. May be called while a `send` waits.
    void close(CloseCode code);

    /// Ends it without a goodbye; what is being sent is let go.
    void cut_off();

    /// Calls `callback` once when the socket is gone, whoever ended it; at once if it is gone already.
    void on_closed(std::function<void()> callback);

    /// Completes when the socket is gone.
    awaitable<void> closed();

  private:
    std::shared_ptr<Impl> impl_;
};

}  // namespace necsus
