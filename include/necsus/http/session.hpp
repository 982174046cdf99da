// One connection from its first byte to its last: requests read and answered in turn, or a websocket opened.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <unordered_set>

#include "necsus/async.hpp"
#include "necsus/http/client_address.hpp"
#include "necsus/http/router.hpp"

namespace necsus {

struct HttpLimits {
    std::size_t max_body_bytes = 8U << 20U;
    std::size_t max_header_bytes = 16U << 10U;  // the header fields together
    std::size_t max_target_bytes = 8U << 10U;
    std::chrono::milliseconds idle_timeout{75'000};  // between requests
    std::chrono::milliseconds read_timeout{30'000};  // for a header; for the next piece of a body
    std::chrono::milliseconds ping_interval{30'000};
};

/// What all connections share. `stop` ends those that wait for a request and lets the others finish theirs.
struct Connections {
    Router& router;
    HttpLimits limits;
    TrustedProxies proxies;
    Signal last_closed;
    bool stopping = false;
    int open = 0;
    // Each cancels a connection's wait: for a request, or for the rest of one.
    std::unordered_set<const std::function<void()>*> idle = {}, reading = {};

    void stop();
    /// Ends also those that have sent half a request.
    void give_up_reading();
    /// Completes when no connection is open, or at `deadline`.
    awaitable<void> all_closed(Clock::time_point deadline);
};

/// Serves the connection until it ends. Exceptions of handlers are answered with 500 or 503 and do not leave it.
awaitable<void> serve_connection(Connections& connections, asio::basic_stream_socket<asio::ip::tcp, Executor> socket);

}  // namespace necsus
