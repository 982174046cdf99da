#include "necsus/config.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "necsus/http/client_address.hpp"
#include "necsus/text/fields.hpp"
#include "necsus/version.hpp"

namespace necsus {

namespace {

constexpr double most_seconds = 86'400;
constexpr std::size_t most_bytes = std::size_t{1} << 30U;

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

std::string env_name(const std::string& flag) {
    std::string name = "NECSUS_";
    for (char c : flag.substr(2))
        name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return name;
}

/// Beside the program (a build), or where an installation puts it.
std::filesystem::path default_share() {
    std::error_code error;
    auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    auto beside = program.parent_path() / "share" / "necsus";
    if (std::filesystem::exists(beside, error)) return beside;
    return program.parent_path().parent_path() / "share" / "necsus";
}

/// Registers flags that write into a Config, each with its environment variable.
class Flags {
  public:
    explicit Flags(CLI::App& app) : app_(app) {}

    template <class Value>
    CLI::Option* add(const std::string& flag, Value& value, const std::string& meaning) {
        return app_.add_option(flag, value, meaning)->envname(env_name(flag))->capture_default_str();
    }

    template <class Number>
    void number(const std::string& flag, Number& value, Number least, Number most, const std::string& meaning) {
        add(flag, value, meaning)->check(between(least, most));
    }

    template <class Duration>
    void seconds(const std::string& flag, Duration& value, double least, const std::string& meaning) {
        auto set = [&value](double count) {
            value = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(count));
        };
        auto present = std::chrono::duration<double>(value).count();
        app_.add_option_function<double>(flag, set, meaning + ", in seconds")
            ->envname(env_name(flag))
            ->check(between(least, most_seconds))
            ->default_str(fmt::format("{:g}", present));
    }

    void choice(const std::string& flag, std::string& value, std::vector<std::string> allowed,
                const std::string& meaning) {
        add(flag, value, meaning)->check(CLI::IsMember(std::move(allowed)));
    }

  private:
    /// As CLI::Range, which lets "nan" pass.
    template <class Number>
    static CLI::Validator between(Number least, Number most) {
        auto check = [least, most](const std::string& text) {
            Number value{};
            bool inside = CLI::detail::lexical_cast(text, value) && value >= least && value <= most;
            return inside ? std::string() : fmt::format("{} is not from {} to {}", text, least, most);
        };
        return {check, fmt::format("{} to {}", least, most)};
    }

    CLI::App& app_;
};

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
    flags.add("--host", config.host, "Name or address to listen on");
    flags.number<std::uint16_t>("--port", config.port, 0, 65535, "Port; 0 picks a free one");
    flags.add("--db", config.database, "Database file; :memory: keeps nothing");
    flags.choice("--synchronous", config.synchronous, {"off", "normal", "full"}, "How sure a commit is of the disk");
    flags.add("--share", share, "Folder with client/, docs/ and api.yaml");
    flags.seconds("--bot-timeout", config.bot_timeout, 0.05, "Time for a bot's whole answer");
    flags.number<std::size_t>("--max-body-bytes", config.max_body_bytes, 1024, most_bytes, "Largest request body");
    flags.number<std::size_t>("--max-reply-bytes", config.max_reply_bytes, 1024, most_bytes, "Largest answer of a bot");
    flags.number<std::size_t>("--max-header-bytes", config.max_header_bytes, 1024, 1U << 20U,
                              "Largest block of request headers");
    flags.number<std::size_t>("--max-target-bytes", config.max_target_bytes, 256, 1U << 20U, "Longest request address");
    flags.number<std::size_t>("--max-backlog-bytes", config.max_backlog_bytes, 1024, most_bytes,
                              "Events queued for a slow websocket before it is closed, in bytes");
    flags.number<std::size_t>("--max-backlog-events", config.max_backlog_events, 1, 10'000'000, "… and in number");
    flags.number<std::size_t>("--max-bot-connections", config.max_bot_connections, 1, 100'000,
                              "Connections to one bot host at a time");
    flags.seconds("--bot-idle-timeout", config.bot_idle_timeout, 0,
                  "Time that an idle https connection to a bot is kept; 0 keeps none");
    flags.seconds("--idle-timeout", config.idle_timeout, 0.05, "Time that a connection may idle between requests");
    flags.seconds("--read-timeout", config.read_timeout, 0.05, "Time for a request's header to come");
    flags.seconds("--ping-interval", config.ping_interval, 0.05, "Silence before a websocket is pinged");
    flags.seconds("--stop-grace", config.stop_grace, 0, "Time for bots to finish when the server stops");
    flags.number<double>("--pattern-time", pattern_milliseconds, 0.1, 1000,
                         "Time for matching one pattern, in milliseconds");
    flags.seconds("--idempotency-time", config.idempotency_time, 1, "How long an Idempotency-Key is remembered");
    flags.number<unsigned>("--lookup-threads", config.lookup_threads, 1, 64, "Host names looked up at a time");
    flags.add("--trusted-proxies", config.trusted_proxies, "Addresses and networks whose X-Forwarded-For is believed");
    flags.choice("--log-level", config.log_level, {"trace", "debug", "info", "warn", "error", "off"},
                 "Least level that is logged");
    flags.choice("--log-format", config.log_format, {"text", "json"}, "Log lines for people or for programs");

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
    if (!TrustedProxies::parse(config.trusted_proxies)) {
        return refused(fmt::format("--trusted-proxies: {} is no list of addresses and networks such as 127.0.0.0/8,::1",
                                   config.trusted_proxies));
    }
    return {std::move(config), {}, 0};
}

}  // namespace necsus
