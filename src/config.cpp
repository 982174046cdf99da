#include "necsus/config.hpp"

#include <cstdlib>
#include <fstream>

#include "flags.hpp"
#include "necsus/calls/name_servers.hpp"
#include "necsus/http/client_address.hpp"
#include "necsus/text/fields.hpp"
#include "necsus/version.hpp"

namespace necsus {

namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 30U;
constexpr std::size_t most_memory = std::size_t{1} << 40U;

constexpr std::string_view line_whitespace = " \t\r";

/// Lines of NAME=value; quotes around a value, "export" before a name, and comments are allowed. What the environment
/// has already stays.
void load_env_file(const std::filesystem::path& path) {
    std::ifstream file(path);
    for (std::string text; std::getline(file, text);) {
        auto line = trimmed(text, line_whitespace);
        if (line.starts_with("export ")) line = trimmed(line.substr(7), line_whitespace);
        auto equals = line.find('=');
        if (line.empty() || line.starts_with('#') || equals == std::string_view::npos) continue;
        std::string name(trimmed(line.substr(0, equals), line_whitespace));
        auto value = trimmed(line.substr(equals + 1), line_whitespace);
        if (value.starts_with('"') || value.starts_with('\'')) {
            auto end = value.find(value[0], 1);
            value = end == std::string_view::npos ? value : value.substr(1, end - 1);
        } else {
            value = trimmed(value.substr(0, value.find(" #")), line_whitespace);
        }
        setenv(name.c_str(), std::string(value).c_str(), 0);
    }
}

/// Beside the program (a build), or where an installation puts it.
std::filesystem::path default_share() {
    std::error_code error;
    auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    auto beside = program.parent_path() / "share" / "necsus";
    if (std::filesystem::exists(beside, error)) return beside;
    return program.parent_path().parent_path() / "share" / "necsus";
}

std::string first_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

Configured refused(const std::string& why) {
    return {std::nullopt, fmt::format("necsus: {} (see necsus --help)", first_line(why)), 2};
}

std::string check_share(const std::filesystem::path& share) {
    std::error_code error;
    if (std::filesystem::exists(share / "api.yaml", error)) return {};
    return fmt::format("--share: {} has no api.yaml in it; it must be the folder with client/, docs/ and api.yaml",
                       share.string());
}

void add_place(Flags& flags, Config& config, std::string& share) {
    flags.add("--host", config.host, "Name or address to listen on");
    flags.number<std::uint16_t>("--port", config.port, 0, 65535, "Port; 0 picks a free one");
    flags.add("--db", config.database, "Database file; :memory: keeps nothing");
    flags.choice("--synchronous", config.synchronous, {"off", "normal", "full"}, "How sure a commit is of the disk");
    flags.seconds("--lock-patience", config.lock_patience, 0, "Time that a write waits for another program's lock");
    flags.number<std::size_t>("--max-lock-waiters", config.max_lock_waiters, 1, 1'000'000, "How many of those");
    flags.add("--share", share, "Folder with client/, docs/ and api.yaml");
}

void add_bots(Flags& flags, Config& config, double& pattern_milliseconds) {
    flags.seconds("--bot-timeout", config.bot_timeout, 0.05, "Time for a bot's whole answer");
    flags.number<std::size_t>("--max-reply-bytes", config.max_reply_bytes, 1024, most_bytes, "Largest answer of a bot");
    flags.number<std::size_t>("--max-unpack-ratio", config.max_unpack_ratio, 1, 2000,
                              "How many times its size a bot's compressed answer may unpack to");
    flags.number<std::size_t>("--max-bot-connections", config.max_bot_connections, 1, 100'000,
                              "Connections to one bot host at a time");
    flags.seconds("--bot-idle-timeout", config.bot_idle_timeout, 0,
                  "Time that an idle https connection to a bot is kept; 0 keeps none");
    flags.number<std::size_t>("--max-waiting-jobs", config.max_waiting_jobs, 1, 1'000'000,
                              "Slow searches and long texts of one room or client that may wait for a thread");
    flags.add("--name-servers", config.name_servers,
              "Addresses of name servers, with commas between; system: those of /etc/resolv.conf");
    flags.seconds("--lookup-timeout", config.lookup_timeout, 0.05, "Time for the look-up of a bot's host name");
    flags.number<std::size_t>("--max-lookups", config.max_lookups, 1, 10'000, "Host names looked up at a time");
    flags.number<unsigned>("--lookup-threads", config.lookup_threads, 1, 64, "Of earlier versions; has no effect");
    flags.choice("--private-bots", config.private_bots, {"auto", "allow", "refuse"},
                 "Bots on loopback and private networks; auto allows them while listening on loopback only");
    flags.number<double>("--pattern-time", pattern_milliseconds, 0.1, 1000,
                         "Time for matching one pattern, in milliseconds");
    flags.number<std::size_t>("--max-room-bots", config.max_room_bots, 1, 100'000, "Bots in one room");
    flags.number<std::size_t>("--max-activations", config.max_activations, 1, 1'000'000,
                              "Messages whose bots are being called at a time, in all");
    flags.number<std::size_t>("--max-room-activations", config.max_room_activations, 1, 1'000'000, "… in one room");
    flags.number<std::size_t>("--max-host-activations", config.max_host_activations, 1, 1'000'000,
                              "Calls to one bot host at a time, those that wait for a connection included");
    flags.number<std::size_t>("--max-activation-bytes", config.max_activation_bytes, std::size_t{1} << 20U, most_memory,
                              "Memory for large messages on their way to bots, in bytes");
    flags.number<double>("--round-rate", config.round_rate, 0.1, 1e6, "Messages a second that wake bots in one room");
    flags.number<double>("--round-burst", config.round_burst, 1, 1e6, "… and how many at once");
    flags.seconds("--outcome-patience", config.outcome_patience, 0,
                  "Time that a bot's answer is kept which can't be stored");
    flags.number<std::size_t>("--max-kept-outcomes", config.max_kept_outcomes, 0, 1'000'000, "How many of those");
    flags.number<std::size_t>("--max-kept-outcome-bytes", config.max_kept_outcome_bytes, 0, most_memory,
                              "… and in how many bytes together");
}

void add_clients(Flags& flags, Config& config) {
    flags.number<std::size_t>("--max-body-bytes", config.max_body_bytes, 1024, most_bytes, "Largest request body");
    flags.number<std::size_t>("--max-body-memory", config.max_body_memory, 1024, most_memory,
                              "All request bodies together");
    flags.number<std::size_t>("--max-answer-memory", config.max_answer_memory, 1024, most_memory,
                              "memory for all long answers together, history for newcomers included, in bytes");
    flags.number<std::size_t>("--max-header-bytes", config.max_header_bytes, 1024, 1U << 20U,
                              "Largest block of request headers");
    flags.number<std::size_t>("--max-target-bytes", config.max_target_bytes, 256, 1U << 20U, "Longest request address");
    flags.number<std::size_t>("--max-text-bytes", config.max_text_bytes, 64, most_bytes, "Longest text of a message");
    flags.number<std::size_t>("--max-media-bytes", config.max_media_bytes, 64, most_bytes,
                              "Longest image, media and data of a form");
    flags.number<std::size_t>("--max-name-bytes", config.max_name_bytes, 64, most_bytes,
                              "Longest name of a room, author or bot");
    flags.number<std::size_t>("--max-url-bytes", config.max_url_bytes, 64, most_bytes,
                              "Longest URL of a bot or in a message");
    flags.number<std::size_t>("--max-pattern-bytes", config.max_pattern_bytes, 64, most_bytes,
                              "Longest pattern of a bot");
    flags.number<std::size_t>("--max-connections", config.max_connections, 1, 10'000'000, "Connections in all");
    flags.number<std::size_t>("--max-client-connections", config.max_client_connections, 1, 10'000'000,
                              "Connections of one client address");
    flags.number<double>("--message-rate", config.message_rate, 0.1, 1e6, "Messages a second of one client address");
    flags.number<double>("--message-burst", config.message_burst, 1, 1e6, "… and how many at once");
    flags.number<double>("--room-message-rate", config.room_message_rate, 0.1, 1e6, "Messages a second in one room");
    flags.number<double>("--room-message-burst", config.room_message_burst, 1, 1e6, "… and how many at once");
    flags.toggle("--limit-local-clients", config.limit_local_clients,
                 "Whether limits by address and room hold for clients on this machine too");
    flags.toggle("--bots-of-all-rooms", config.bots_of_all_rooms,
                 "Whether bots are listed and changed without naming their room");
    flags.number<std::size_t>("--max-backlog-bytes", config.max_backlog_bytes, 1024, most_bytes,
                              "Events queued for a slow websocket before it is closed, in bytes");
    flags.number<std::size_t>("--max-backlog-events", config.max_backlog_events, 1, 10'000'000, "… and in number");
    flags.number<std::size_t>("--max-backlog-memory", config.max_backlog_memory, 1024, most_memory,
                              "Events queued for all websockets together, in bytes");
    flags.seconds("--idle-timeout", config.idle_timeout, 0.05, "Time that a connection may idle between requests");
    flags.seconds("--read-timeout", config.read_timeout, 0.05, "Time for a request's header to come");
    flags.number<std::size_t>("--min-body-rate", config.min_body_rate, 0, most_bytes,
                              "Bytes a second of a request's body, once it has taken longer than the read timeout");
    flags.number<std::size_t>("--max-frame-bytes", config.max_frame_bytes, 128, most_bytes,
                              "Largest message of a websocket client");
    flags.seconds("--ping-interval", config.ping_interval, 0.05, "Silence before a websocket is pinged");
    flags.seconds("--idempotency-time", config.idempotency_time, 1, "How long an Idempotency-Key is remembered");
    flags.number<std::size_t>("--max-idempotency-keys", config.max_idempotency_keys, 1, 100'000'000,
                              "How many of them are");
}

void add_running(Flags& flags, Config& config) {
    flags.seconds("--stop-grace", config.stop_grace, 0, "Time for bots to finish when the server stops");
    flags.add("--trusted-proxies", config.trusted_proxies, "Addresses and networks whose X-Forwarded-For is believed");
    flags.choice("--log-level", config.log_level, {"trace", "debug", "info", "warn", "error", "off"},
                 "Least level that is logged");
    flags.choice("--log-format", config.log_format, {"text", "json"}, "Log lines for people or for programs");
    flags.number<std::size_t>("--max-log-backlog", config.max_log_backlog, 4096, most_bytes,
                              "Log lines that wait to be taken, in bytes; more are dropped and counted");
    flags.number<std::size_t>("--max-log-rate", config.max_log_rate, 1, 10'000'000,
                              "Log lines a second; more are dropped and counted");
}

}  // namespace

Configured configure(int argc, const char* const* argv) {
    load_env_file(".env");
    Config config;
    std::string share = default_share().string();
    double pattern_milliseconds = 10;

    CLI::App app("NeCSuS: a chat server for learning to write bots.", "necsus");
    app.get_formatter()->column_width(36);
    app.set_version_flag("--version", "necsus " + std::string(version));
    Flags flags(app);
    add_place(flags, config, share);
    add_bots(flags, config, pattern_milliseconds);
    add_clients(flags, config);
    add_running(flags, config);

    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return {std::nullopt, app.help(), 0};
    } catch (const CLI::CallForVersion& version_wanted) {
        return {std::nullopt, version_wanted.what(), 0};
    } catch (const CLI::ParseError& error) {
        return refused(error.what());
    }
    if (config.database.empty()) return refused("--db: must not be empty");
    config.pattern_time = std::chrono::microseconds(static_cast<std::int64_t>(pattern_milliseconds * 1000));
    config.share = share;
    if (auto problem = check_share(config.share); !problem.empty()) return refused(problem);
    config.lookup_threads_given = app.count("--lookup-threads") > 0;
    if (config.name_servers != "system" && !are_name_servers(config.name_servers)) {
        return refused(
            fmt::format("--name-servers: {} is neither system nor a list of addresses such as "
                        "192.0.2.53,127.0.0.1:5353,[::1]:53",
                        config.name_servers));
    }
    if (!TrustedProxies::parse(config.trusted_proxies)) {
        return refused(fmt::format("--trusted-proxies: {} is no list of addresses and networks such as 127.0.0.0/8,::1",
                                   config.trusted_proxies));
    }
    return {std::move(config), {}, 0};
}

}  // namespace necsus
