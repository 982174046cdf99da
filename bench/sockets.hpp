// Sockets on one epoll loop, with as little work for a byte as can be: what is measured must be the server.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string_view>

namespace bench {

using Clock = std::chrono::steady_clock;

/// Something went otherwise than a measurement allows: an error status, a lost connection, silence.
struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Loop;

/// A descriptor that the loop watches while this lives.
class Watched {
  public:
    Watched(Loop& loop, int descriptor);
    virtual ~Watched();
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

    virtual void readable() = 0;

  protected:
    int descriptor() const { return descriptor_; }
    /// Nothing more is to be heard of it.
    void ignore();

  private:
    Loop& loop_;
    int descriptor_;
};

class Loop {
  public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Turns until `done`; throws a Failure that says `what` after `most`.
    void run_until(const std::function<bool()>& done, std::chrono::duration<double> most, const char* what);
    /// Turns for that long.
    void run_for(std::chrono::duration<double> time);

  private:
    friend class Watched;

    void turn();

    int epoll_;
};

/// One end of a TCP connection.
class Socket : public Watched {
  public:
    using Watched::Watched;

    /// Small texts only: one that does not fit into the kernel's buffer at once is a Failure.
    void send(std::string_view bytes);

    void readable() override;

  protected:
    virtual void received(std::string_view bytes) = 0;
    /// The peer ended it, which nobody expects.
    virtual void ended();
};

/// A connection to the server on this machine.
int connect_to(std::uint16_t port);

/// A listening descriptor on a free port of the loopback, and that port.
struct Listening {
    int descriptor;
    std::uint16_t port;
};
Listening listen_on_free_port();

/// Room for a few thousand sockets; throws where the system allows fewer.
void allow_descriptors(std::size_t count);

}  // namespace bench
