// A blocking TCP socket on loopback with a deadline: what misbehaving clients and bots are made of.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "record.hpp"

namespace necsus::test {

/// No test waits longer than this for anything.
inline constexpr std::chrono::seconds patience{20};

class Socket {
  public:
    /// Takes over an open descriptor: what a listener of the test has accepted.
    explicit Socket(int descriptor, Record::Peer peer = Record::Peer::bots_client);
    /// Connects to 127.0.0.1.
    static Socket connect(std::uint16_t port);

    Socket(Socket&& other) noexcept;
    Socket& operator=(Socket&& other) noexcept;
    ~Socket();

    /// False if the peer is gone.
    bool send(std::string_view bytes);
    /// Some bytes; "" at the end of the stream or if the connection was reset. Throws past `patience`.
    std::string receive_some(std::size_t most = 65536);
    /// Appends to `received` until it holds `end`; false if the stream ends before.
    bool receive_until(std::string& received, std::string_view end);
    /// Appends to `received` until it has `size` bytes; false if the stream ends before.
    bool receive_to_size(std::string& received, std::size_t size);
    /// All that comes until the end of the stream.
    std::string receive_all();

    void shutdown_send();
    /// Closes with a reset instead of a goodbye.
    void reset();
    void close();
    /// A small receive buffer, for a client that is slow to read.
    void shrink_receive_buffer(int bytes = 4096);
    /// From now on it takes a while before it takes more.
    void pause_between_reads(std::chrono::milliseconds pause) { pause_ = pause; }
    int descriptor() const { return descriptor_; }

  private:
    int descriptor_;
    Record record_;
    std::chrono::milliseconds pause_{0};
};

}  // namespace necsus::test
