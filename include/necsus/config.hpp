// Everything that can be set, from flags, environment and .env (protocol, section 11; docs/configuration.md).
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "necsus/broker/subscription.hpp"
#include "necsus/calls/client.hpp"
#include "necsus/http/client_address.hpp"
#include "necsus/http/session.hpp"

namespace necsus {

struct Config {
    std::string host = "localhost";
    std::uint16_t port = 6277;
    std::string database = "necsus.db";
    std::string synchronous = "normal";
    std::filesystem::path share;  // client/, docs/, api.yaml
    HttpLimits http;
    BotClientLimits bots;
    BacklogBounds backlog{4U << 20U, 10'000};
    std::chrono::milliseconds stop_grace{10'000};
    std::chrono::microseconds pattern_time{10'000};
    std::chrono::seconds idempotency_time{600};
    unsigned lookup_threads = 4;
    TrustedProxies trusted_proxies;
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
