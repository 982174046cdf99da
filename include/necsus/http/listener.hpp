// Accepts connections on every address of a host name.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

#include "necsus/async.hpp"
#include "necsus/http/connections.hpp"

namespace necsus {

/// A sentence for the admin: the port is taken, the address is not this machine's, …
struct ListenError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Listener {
  public:
    /// Listens at once on all addresses of `host` ("localhost": 127.0.0.1 and ::1). Port 0 picks a free one.
    Listener(asio::io_context& loop, Connections& connections, const std::string& host, std::uint16_t port);
    ~Listener();

    /// The port that is listened on.
    std::uint16_t port() const;

    void start();
    /// Accepts no more.
    void stop();

  private:
    struct Acceptors;
    std::unique_ptr<Acceptors> acceptors_;
    Connections& connections_;
};

}  // namespace necsus
