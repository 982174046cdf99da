// Everything that can be set, from flags, environment and .env (protocol, section 11; docs/configuration.md).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace necsus {

struct Config {
    std::string host = "localhost";
    std::uint16_t port = 6277;
    std::string database = "necsus.db";
    std::string synchronous = "normal";
    std::chrono::seconds idempotency_time{600};
    std::filesystem::path share;  // client/, docs/, api.yaml

    // Requests and websockets.
    std::size_t max_body_bytes = 8U << 20U;
    std::size_t max_header_bytes = 16U << 10U;  // the header fields together
    std::size_t max_target_bytes = 8U << 10U;
    std::chrono::milliseconds idle_timeout{75'000};  // between requests
    std::chrono::milliseconds read_timeout{30'000};  // for a header; for the next piece of a body
    std::chrono::milliseconds ping_interval{30'000};
    std::size_t max_backlog_bytes = 4U << 20U;  // queued for a slow websocket
    std::size_t max_backlog_events = 10'000;
    std::string trusted_proxies = "127.0.0.0/8,::1";  // is a list that TrustedProxies::parse takes

    // Calls of bots.
    std::chrono::milliseconds bot_timeout{120'000};     // look-up, connect, handshake, write and read together
    std::size_t max_reply_bytes = 8U << 20U;            // also once decompressed
    std::size_t max_bot_connections = 512;              // to one host
    std::chrono::milliseconds bot_idle_timeout{1'000};  // of a kept connection (https only)
    std::chrono::microseconds pattern_time{10'000};
    unsigned lookup_threads = 4;

    std::chrono::milliseconds stop_grace{10'000};
    std::string log_level = "info";
    std::string log_format = "text";
};

/// Either a config, or how the program should end at once: what to say, and its exit code.
struct Configured {
    std::optional<Config> config;
    std::string message;
    int exit_code = 0;
};

/// Flags win over the environment, that over a .env file in the working directory, and that over the defaults.
/// --help and --version end with code 0; a bad value with code 2 and one line that says what is allowed.
Configured configure(int argc, const char* const* argv);

}  // namespace necsus
