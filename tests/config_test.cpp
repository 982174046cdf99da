#include "necsus/config.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>

#include "necsus/http/client_address.hpp"
#include "support/temp_folder.hpp"

extern char** environ;

using namespace necsus;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

/// A working directory and an environment of its own: configure reads .env and leaves its variables behind.
class Fixture {
  public:
    Fixture() : before_(std::filesystem::current_path()) {
        forget_variables();
        folder.write("share/api.yaml", "");
        std::filesystem::current_path(folder.path());
    }
    ~Fixture() {
        std::filesystem::current_path(before_);
        forget_variables();
    }

    Configured configure_with(std::vector<std::string> flags) const {
        flags.insert(flags.begin(), "necsus");
        if (std::find(flags.begin(), flags.end(), "--share") == flags.end()) {
            flags.insert(flags.end(), {"--share", folder / "share"});
        }
        std::vector<const char*> argv;
        for (const auto& flag : flags) argv.push_back(flag.c_str());
        return configure(static_cast<int>(argv.size()), argv.data());
    }
    Config good(std::vector<std::string> flags = {}) const {
        auto configured = configure_with(std::move(flags));
        INFO(configured.message);
        REQUIRE(configured.config);
        return *configured.config;
    }
    void check_refused(const Configured& configured, const std::string& words) const {
        CHECK_FALSE(configured.config);
        CHECK(configured.exit_code == 2);
        CHECK_THAT(configured.message, StartsWith("necsus: ") && Contains(words));
        CHECK(configured.message.find('\n') == std::string::npos);
    }

    TempFolder folder;

  private:
    static void forget_variables() {
        std::vector<std::string> names;
        for (char** entry = environ; *entry != nullptr; ++entry) {
            const std::string variable = *entry;
            if (variable.starts_with("NECSUS_")) names.push_back(variable.substr(0, variable.find('=')));
        }
        for (const auto& name : names) unsetenv(name.c_str());
    }

    std::filesystem::path before_;
};

bool trusts(const Config& config, const boost::asio::ip::address& address) {
    return TrustedProxies::parse(config.trusted_proxies).value().trusts(address);
}

}  // namespace

TEST_CASE_METHOD(Fixture, "a switch is on or off, and nothing else") {
    CHECK(good().bots_of_all_rooms);
    CHECK_FALSE(good({"--bots-of-all-rooms", "off"}).bots_of_all_rooms);
    CHECK(good({"--limit-local-clients", "on"}).limit_local_clients);
    check_refused(configure_with({"--limit-local-clients", "true"}), "--limit-local-clients");
}

TEST_CASE_METHOD(Fixture, "without flags the defaults are those of the protocol") {
    const auto config = good();
    CHECK(config.host == "localhost");
    CHECK(config.port == 6277);
    CHECK(config.database == "necsus.db");
    CHECK(config.synchronous == "normal");
    CHECK(config.share == folder / "share");
    CHECK(config.bot_timeout == std::chrono::seconds(120));
    CHECK(config.max_reply_bytes == 8U << 20U);
    CHECK(config.max_body_bytes == 8U << 20U);
    CHECK(config.max_header_bytes == 16U << 10U);
    CHECK(config.max_target_bytes == 8U << 10U);
    CHECK(config.pattern_time == std::chrono::milliseconds(10));
    CHECK(config.idempotency_time == std::chrono::minutes(10));
    CHECK(trusts(config, boost::asio::ip::make_address("127.0.0.1")));
    CHECK(trusts(config, boost::asio::ip::make_address("::1")));
    CHECK_FALSE(trusts(config, boost::asio::ip::make_address("192.0.2.1")));
    CHECK(config.log_level == "info");
    CHECK(config.log_format == "text");
}

TEST_CASE_METHOD(Fixture, "every flag sets what it names") {
    const auto config = good({"--host",
                              "::1",
                              "--port",
                              "0",
                              "--db",
                              ":memory:",
                              "--synchronous",
                              "full",
                              "--bot-timeout",
                              "1.5",
                              "--max-body-bytes",
                              "2000",
                              "--max-reply-bytes",
                              "3000",
                              "--max-header-bytes",
                              "4000",
                              "--max-target-bytes",
                              "500",
                              "--max-backlog-bytes",
                              "6000",
                              "--max-backlog-events",
                              "7",
                              "--max-bot-connections",
                              "8",
                              "--bot-idle-timeout",
                              "0.5",
                              "--idle-timeout",
                              "9",
                              "--read-timeout",
                              "0.1",
                              "--max-frame-bytes",
                              "1000",
                              "--ping-interval",
                              "11",
                              "--stop-grace",
                              "0",
                              "--pattern-time",
                              "0.5",
                              "--idempotency-time",
                              "14",
                              "--lookup-threads",
                              "2",
                              "--name-servers",
                              "127.0.0.1:5353",
                              "--lookup-timeout",
                              "1.5",
                              "--max-lookups",
                              "15",
                              "--trusted-proxies",
                              "10.0.0.0/8",
                              "--log-level",
                              "off",
                              "--log-format",
                              "json"});
    CHECK(config.host == "::1");
    CHECK(config.port == 0);
    CHECK(config.database == ":memory:");
    CHECK(config.synchronous == "full");
    CHECK(config.bot_timeout == std::chrono::milliseconds(1500));
    CHECK(config.max_frame_bytes == 1000);
    CHECK(config.max_body_bytes == 2000);
    CHECK(config.max_reply_bytes == 3000);
    CHECK(config.max_header_bytes == 4000);
    CHECK(config.max_target_bytes == 500);
    CHECK(config.max_backlog_bytes == 6000);
    CHECK(config.max_backlog_events == 7);
    CHECK(config.max_bot_connections == 8);
    CHECK(config.bot_idle_timeout == std::chrono::milliseconds(500));
    CHECK(config.idle_timeout == std::chrono::seconds(9));
    CHECK(config.read_timeout == std::chrono::milliseconds(100));
    CHECK(config.ping_interval == std::chrono::seconds(11));
    CHECK(config.stop_grace == std::chrono::seconds(0));
    CHECK(config.pattern_time == std::chrono::microseconds(500));
    CHECK(config.idempotency_time == std::chrono::seconds(14));
    CHECK(config.lookup_threads_given);
    CHECK(config.name_servers == "127.0.0.1:5353");
    CHECK(config.lookup_timeout == std::chrono::milliseconds(1500));
    CHECK(config.max_lookups == 15);
    CHECK(trusts(config, boost::asio::ip::make_address("10.1.1.1")));
    CHECK_FALSE(trusts(config, boost::asio::ip::make_address("127.0.0.1")));
    CHECK(config.log_level == "off");
    CHECK(config.log_format == "json");
}

TEST_CASE_METHOD(Fixture, "the bounds of what bots are called for are flags") {
    const auto config =
        good({"--max-room-bots", "1", "--max-activations", "2", "--max-room-activations", "3", "--max-host-activations",
              "4", "--max-activation-bytes", "2000000", "--round-rate", "0.5", "--round-burst", "6"});
    CHECK(config.max_room_bots == 1);
    CHECK(config.max_activations == 2);
    CHECK(config.max_room_activations == 3);
    CHECK(config.max_host_activations == 4);
    CHECK(config.max_activation_bytes == 2'000'000);
    CHECK(config.round_rate == 0.5);
    CHECK(config.round_burst == 6);
}

TEST_CASE_METHOD(Fixture, "a bad value is refused in one line that names the flag and what is allowed") {
    const auto [flag, value, allowed] = GENERATE(table<std::string, std::string, std::string>({
        {"--port", "65536", "65535"},
        {"--port", "-1", "65535"},
        {"--port", "http", "65535"},
        {"--port", "", "--port"},
        {"--db", "", "empty"},
        {"--synchronous", "extra", "normal"},
        {"--share", "/nonexistent", "api.yaml"},
        {"--bot-timeout", "0", "0.05"},
        {"--bot-timeout", "86401", "86400"},
        {"--bot-timeout", "two", "86400"},
        {"--bot-timeout", "nan", "86400"},
        {"--bot-timeout", "inf", "86400"},
        {"--max-body-bytes", "1023", "1024"},
        {"--max-body-bytes", "8MB", "1024"},
        {"--max-body-bytes", "-5", "1024"},
        {"--max-reply-bytes", "0", "1024"},
        {"--max-header-bytes", "1", "1024"},
        {"--max-target-bytes", "255", "256"},
        {"--max-backlog-bytes", "1", "1024"},
        {"--max-backlog-events", "0", "1"},
        {"--max-bot-connections", "0", "1"},
        {"--idle-timeout", "0", "0.05"},
        {"--read-timeout", "-1", "0.05"},
        {"--ping-interval", "0", "0.05"},
        {"--stop-grace", "-1", "0"},
        {"--pattern-time", "0", "0.1"},
        {"--pattern-time", "nan", "0.1"},
        {"--idempotency-time", "0", "1"},
        {"--lookup-threads", "0", "64"},
        {"--lookup-threads", "65", "64"},
        {"--name-servers", "dns.example", "127.0.0.1:5353"},
        {"--name-servers", "", "127.0.0.1:5353"},
        {"--lookup-timeout", "0", "0.05"},
        {"--max-lookups", "0", "10000"},
        {"--private-bots", "no", "refuse"},
        {"--trusted-proxies", "10.0.0.0/33", "127.0.0.0/8"},
        {"--trusted-proxies", "localhost", "127.0.0.0/8"},
        {"--log-level", "loud", "debug"},
        {"--log-format", "xml", "json"},
    }));
    CAPTURE(flag, value);
    const auto configured = configure_with({flag, value});
    check_refused(configured, flag);
    CHECK_THAT(configured.message, Contains(allowed));
}

TEST_CASE_METHOD(Fixture, "what is no flag is refused") {
    const auto flag = GENERATE(as<std::string>(), "--prot", "lobby", "--port");
    CAPTURE(flag);
    check_refused(configure_with({flag}), flag);
}

TEST_CASE_METHOD(Fixture, "help and version end the program well") {
    const auto help = configure_with({"--help"});
    CHECK_FALSE(help.config);
    CHECK(help.exit_code == 0);
    CHECK_THAT(help.message, Contains("--port") && Contains("NECSUS_PORT") && Contains("6277"));
    const auto version = configure_with({"--version"});
    CHECK_FALSE(version.config);
    CHECK(version.exit_code == 0);
    CHECK_THAT(version.message, StartsWith("necsus 1."));
}

TEST_CASE_METHOD(Fixture, "a flag wins over the environment, that over .env, and that over the default") {
    CHECK(good().port == 6277);
    folder.write(".env", "NECSUS_PORT=1001\nNECSUS_HOST=from-file\nNECSUS_DB=file.db\n");
    setenv("NECSUS_PORT", "1002", 1);
    setenv("NECSUS_HOST", "from-environment", 1);
    const auto config = good({"--port", "1003"});
    CHECK(config.port == 1003);
    CHECK(config.host == "from-environment");
    CHECK(config.database == "file.db");
}

TEST_CASE_METHOD(Fixture, "a bad value in the environment or in .env is refused as well") {
    const bool in_file = GENERATE(true, false);
    if (in_file) {
        folder.write(".env", "NECSUS_BOT_TIMEOUT=soon\n");
    } else {
        setenv("NECSUS_BOT_TIMEOUT", "soon", 1);
    }
    check_refused(configure_with({}), "--bot-timeout");
}

TEST_CASE_METHOD(Fixture, "an .env file may have comments, quotes, blanks and export") {
    const auto [line, host] = GENERATE(table<std::string, std::string>({
        {"NECSUS_HOST=a", "a"},
        {"  NECSUS_HOST = a  ", "a"},
        {"export NECSUS_HOST=a", "a"},
        {"NECSUS_HOST=\"a b\" # c", "a b"},
        {"NECSUS_HOST='a#b'", "a#b"},
        {"NECSUS_HOST=a # c", "a"},
        {"NECSUS_HOST=a#b", "a#b"},
        {"NECSUS_HOST=a\r", "a"},
        {"NECSUS_HOST=a=b", "a=b"},
        {"# NECSUS_HOST=a", "localhost"},
        {"NECSUS_HOST", "localhost"},
        {"=a", "localhost"},
        {"NECSUS_HOST=\"a", "\"a"},
    }));
    CAPTURE(line);
    folder.write(".env", "\n" + line + "\nOTHER=1\n");
    CHECK(good().host == host);
    unsetenv("OTHER");
}
