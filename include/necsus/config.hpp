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
    std::chrono::milliseconds lock_patience{5'000};  // with another program's lock
    std::size_t max_lock_waiters = 1'000;
    std::filesystem::path share;  // client/, docs/, api.yaml

    // Requests and websockets.
    std::size_t max_body_bytes = 8U << 20U;
    std::size_t max_body_memory = 128U << 20U;    // of all bodies that are being read
    std::size_t max_answer_memory = 128U << 20U;  // of all long answers that are being sent
    std::size_t max_header_bytes = 16U << 10U;    // the header fields together
    std::size_t max_target_bytes = 8U << 10U;
    std::size_t max_connections = 20'000;
    std::size_t max_client_connections = 4'000;        // of one address
    double message_rate = 100, message_burst = 2'000;  // a second, of one address; and at once
    double room_message_rate = 200, room_message_burst = 3'000;
    bool limit_local_clients = false;  // whether the limits by address and room hold on this machine too
    bool bots_of_all_rooms = true;     // whether they are listed, and changed without naming theirs
    // Of fields, in bytes of UTF-8.
    std::size_t max_text_bytes = 1U << 20U;
    std::size_t max_media_bytes = 4U << 20U;  // image, media, form_data
    std::size_t max_name_bytes = 1U << 10U;   // of rooms, authors, bots
    std::size_t max_url_bytes = 8U << 10U;
    std::size_t max_pattern_bytes = 16U << 10U;
    std::chrono::milliseconds idle_timeout{75'000};  // between requests
    std::chrono::milliseconds read_timeout{30'000};  // for a header; for the next piece of a body
    std::size_t min_body_rate = 500;                 // bytes a second, of a body that takes longer than that
    std::size_t max_frame_bytes = 64U << 10U;        // a message of a websocket client; nobody listens to them
    std::chrono::milliseconds ping_interval{30'000};
    std::chrono::seconds idempotency_time{600};
    std::size_t max_idempotency_keys = 1'000'000;
    std::size_t max_backlog_bytes = 4U << 20U;  // queued for a slow websocket
    std::size_t max_backlog_events = 10'000;
    std::size_t max_backlog_memory = 256U << 20U;     // of all together
    std::string trusted_proxies = "127.0.0.0/8,::1";  // is a list that TrustedProxies::parse takes

    // Calls of bots.
    std::chrono::milliseconds bot_timeout{120'000};     // look-up, connect, handshake, write and read together
    std::size_t max_reply_bytes = 8U << 20U;            // also once decompressed
    std::size_t max_unpack_ratio = 200;                 // compressed to decompressed
    std::size_t max_bot_connections = 512;              // to one host
    std::chrono::milliseconds bot_idle_timeout{1'000};  // of a kept connection (https only)
    std::chrono::microseconds pattern_time{10'000};
    std::string name_servers = "system";               // or a list that are_name_servers takes
    std::chrono::milliseconds lookup_timeout{10'000};  // of one host name
    std::size_t max_lookups = 1'000;                   // at a time
    unsigned lookup_threads = 4;                       // of earlier versions; has no effect
    bool lookup_threads_given = false;
    std::string private_bots = "auto";  // those on loopback and private networks: auto, allow, refuse
    std::size_t max_room_bots = 500;
    std::size_t max_activations = 4'000;  // messages whose bots are being called
    std::size_t max_room_activations = 1'000;
    std::size_t max_host_activations = 2'000;             // calls, waiting ones included
    std::size_t max_activation_bytes = 64U << 20U;        // of large messages on their way to bots
    double round_rate = 50, round_burst = 3'000;          // messages a second that wake bots in one room; and at once
    std::chrono::milliseconds outcome_patience{600'000};  // with what a bot answered and can't be stored
    std::size_t max_kept_outcomes = 1'000;
    std::size_t max_kept_outcome_bytes = 64U << 20U;  // of all together
    std::size_t max_waiting_jobs = 1'000;             // for a worker thread, of one room or client

    std::chrono::milliseconds stop_grace{10'000};
    std::string log_level = "info";
    std::string log_format = "text";
    std::size_t max_log_backlog = 1U << 20U;  // bytes of lines that nobody has taken yet
    std::size_t max_log_rate = 50'000;        // lines a second
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
