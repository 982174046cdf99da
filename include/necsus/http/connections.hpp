// What all connections share: the router, the limits, and the way in which they end when the server stops.
#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <unordered_set>
#include <variant>

#include "necsus/async.hpp"
#include "necsus/http/body_memory.hpp"
#include "necsus/http/client_address.hpp"
#include "necsus/http/client_bounds.hpp"
#include "necsus/http/router.hpp"

namespace necsus {

/// See Config for what each is.
struct HttpLimits {
    std::size_t max_body_bytes, max_header_bytes, max_target_bytes;
    std::chrono::milliseconds idle_timeout, read_timeout, ping_interval;
    std::size_t max_body_memory, min_body_rate, max_frame_bytes, max_connections, max_client_connections;
    bool limit_local_clients;
};

class Connections {
  public:
    Connections(Executor executor, const Router& router_in, HttpLimits limits_in, TrustedProxies proxies_in)
        : router(router_in),
          limits(limits_in),
          proxies(std::move(proxies_in)),
          bodies(executor, limits_in.max_body_memory),
          clients_(limits_in.max_client_connections, limits_in.limit_local_clients),
          last_closed_(executor) {}

    const Router& router;
    const HttpLimits limits;
    const TrustedProxies proxies;
    BodyMemory bodies;

    /// Whether there is room for a connection from `peer`, or why there is none. One from a trusted proxy is counted
    /// for nobody yet: whose it is, its requests say.
    std::variant<ClientBounds::Place, Response> admit(const boost::asio::ip::address& peer);
    /// The same for one more of `client`.
    std::variant<ClientBounds::Place, Response> place_for(const boost::asio::ip::address& client);

    /// Ends the connections that wait for a request, and lets the others finish theirs.
    void stop();
    bool stopping() const { return stopping_; }
    /// Ends also those that wait for the rest of a request, or for their peer to hang up.
    void give_up_reading();
    bool gives_up_reading() const { return gives_up_reading_; }
    /// Completes when no connection is open, or at `deadline`.
    awaitable<void> all_closed(Clock::time_point deadline);

    /// A connection is open while it lives.
    class Open {
      public:
        explicit Open(Connections& connections) : connections_(connections) { ++connections_.open_; }
        ~Open() {
            if (--connections_.open_ > 0) return;
            try {
                connections_.last_closed_.fire();
            } catch (const std::exception&) {  // no memory: who waits for it does so until the deadline
            }
        }
        Open(const Open&) = delete;
        Open& operator=(const Open&) = delete;

      private:
        Connections& connections_;
    };

    /// A connection waits for its peer while it lives, and `cancel` ends the wait.
    class Waiting {
      public:
        enum class For { request, rest };
        Waiting(Connections& connections, For what, std::function<void()> cancel)
            : list_(what == For::request ? connections.idle_ : connections.reading_), cancel_(std::move(cancel)) {
            list_.insert(this);
        }
        ~Waiting() { list_.erase(this); }
        Waiting(const Waiting&) = delete;
        Waiting& operator=(const Waiting&) = delete;

      private:
        friend class Connections;
        std::unordered_set<Waiting*>& list_;
        std::function<void()> cancel_;
    };

  private:
    static void cancel_all(const std::unordered_set<Waiting*>& list);

    ClientBounds clients_;
    Signal last_closed_;
    std::unordered_set<Waiting*> idle_, reading_;
    std::size_t open_ = 0;
    bool stopping_ = false;
    bool gives_up_reading_ = false;
};

}  // namespace necsus
