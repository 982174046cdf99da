#include <cstdio>
#include <exception>

#include "necsus/config.hpp"
#include "necsus/log.hpp"
#include "necsus/server.hpp"

int main(int argc, char** argv) {
    auto configured = necsus::configure(argc, argv);
    if (!configured.config) {
        std::fprintf(configured.exit_code == 0 ? stdout : stderr, "%s\n", configured.message.c_str());
        return configured.exit_code;
    }
    try {
        necsus::set_up_log(configured.config->log_level, configured.config->log_format);
        necsus::Server server(std::move(*configured.config));
        server.run();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "necsus: %s\n", error.what());
        return 1;
    }
    return 0;
}
