#include <cstdio>
#include <exception>

#include "necsus/config.hpp"
#include "necsus/log.hpp"
#include "necsus/server.hpp"
#include "process.hpp"

namespace {

/// What --help and --version print, or why the configuration is refused.
int say(const necsus::Configured& configured) {
    auto* stream = configured.exit_code == 0 ? stdout : stderr;
    const bool written = std::fprintf(stream, "%s\n", configured.message.c_str()) >= 0 && std::fflush(stream) == 0;
    if (written || configured.exit_code != 0) return configured.exit_code;
    std::perror("necsus: standard output");
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    necsus::prepare_process();
    auto configured = necsus::configure(argc, argv);
    if (!configured.config) return say(configured);
    const auto& config = *configured.config;
    int exit_code = 0;
    try {
        necsus::set_up_log(config.log_level, config.log_format, {config.max_log_backlog, config.max_log_rate});
        necsus::Server server(config);
        server.run();
    } catch (const std::exception& error) {
        necsus::flush_log();
        std::fprintf(stderr, "necsus: %s\n", error.what());
        exit_code = 1;
    }
    necsus::flush_log();
    return exit_code;
}
