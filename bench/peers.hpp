// Who talks to the server while it is measured: clients that ask, browsers that listen, and a bot that answers.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "sockets.hpp"

namespace bench {

/// A POST of JSON, ready to be sent again and again.
std::string post_request(const std::string& target, const std::string& json);

/// A keep-alive connection that asks one thing at a time.
class Client final : public Socket {
  public:
    using Answered = std::function<void(Client&)>;

    Client(Loop& loop, std::uint16_t port, Answered answered);

    /// `answered` is called with the whole answer; any status but 200 is a Failure.
    void ask(std::string_view request);

    bool is_waiting() const { return is_waiting_; }
    Clock::time_point asked_at() const { return asked_at_; }

  private:
    void received(std::string_view bytes) override;

    Answered answered_;
    Clock::time_point asked_at_;
    std::string begun_;  // of an answer that comes in pieces
    bool is_waiting_ = false;
};

/// What all browsers of a measurement have seen.
struct Seen {
    std::size_t opened = 0;
    std::size_t frames = 0;
    std::size_t frame_bytes = 0;
};

/// A websocket that counts what it is sent. It answers no pings: a measurement is over before they matter.
class Browser final : public Socket {
  public:
    Browser(Loop& loop, std::uint16_t port, const std::string& target, Seen& seen);

  private:
    void received(std::string_view bytes) override;
    std::string_view take_frame(std::string_view bytes);

    Seen& seen_;
    std::string begun_;  // of a handshake or frame that comes in pieces
    bool is_open_ = false;
};

/// The quickest bot there is: the same answer to everything, on kept connections.
class Bot final : public Watched {
  public:
    Bot(Loop& loop, Listening listening);
    explicit Bot(Loop& loop) : Bot(loop, listen_on_free_port()) {}
    ~Bot() override;

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }
    std::size_t calls() const { return calls_; }

    void readable() override;

  private:
    class Call;

    Loop& loop_;
    std::uint16_t port_;
    std::size_t calls_ = 0;
    std::vector<std::unique_ptr<Call>> connections_;
};

}  // namespace bench
