// A websocket client that shows every frame (RFC 6455).
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "http_client.hpp"
#include "socket.hpp"

namespace necsus::test {

class WebSocketClient {
  public:
    enum Opcode : unsigned { text = 1, binary = 2, closing = 8, ping = 9, pong = 10 };

    struct Frame {
        unsigned opcode = 0;
        std::string payload;
    };

    /// Shakes hands; throws if the server refuses. `target` is "/ws/…", encoded already.
    WebSocketClient(std::uint16_t port, const std::string& target, const Headers& headers = {});

    /// The next control frame, or the next message, its fragments joined. Opcode 0 if the connection ended without a
    /// closing frame.
    Frame next_frame();

    /// The next text frame as JSON; pings are answered on the way. Throws if the socket closes.
    nlohmann::ordered_json next_event();

    /// Reads events until one of this kind (and, for a message, this text), and returns it.
    nlohmann::ordered_json wait_for(const std::string& kind, const std::string& text = {});

    /// Reads until the close frame and returns its code; 0 if the connection just ended.
    int wait_for_close();

    /// Sends a frame, masked as clients must.
    bool send(unsigned opcode, std::string_view payload);

    Socket& socket() { return socket_; }

  private:
    std::optional<Frame> read_frame(bool& is_whole);

    Socket socket_;
    std::string received_;
    Frame begun_;  // of which fragments are missing
};

/// The answer to a websocket handshake, whatever it is.
HttpReply handshake(std::uint16_t port, const std::string& target);

}  // namespace necsus::test
