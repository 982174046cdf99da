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

/// See Config for what each is.
struct HttpLimits {
    std::size_t max_body_bytes, max_header_bytes, max_target_bytes;
    std::chrono::milliseconds idle_timeout, read_timeout, ping_interval;
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
