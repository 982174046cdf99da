// Puts load on a running server and says what it bore. bench/server runs it; by hand:
//   necsus_load posts --port 6277 --server $(pidof necsus)
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "modes.hpp"

namespace {

using Measure = void (*)(const bench::Options&);

}  // namespace

int main(int argc, char** argv) {
    bench::Options options;
    Measure measure = nullptr;
    CLI::App app("Puts load on a NeCSuS server on this machine, and prints figures as JSON.", "necsus_load");
    app.require_subcommand(1);

    auto mode = [&](const char* name, const char* meaning, Measure function) {
        auto* command = app.add_subcommand(name, meaning);
        command->callback([&measure, function] { measure = function; });
        command->add_option("--port", options.port, "The server's port on 127.0.0.1")->required();
        command->add_option("--server", options.server, "The server's process number")->required();
        return command;
    };
    auto size = [](CLI::App* command, const char* flag, std::size_t& value, const char* meaning) {
        command->add_option(flag, value, meaning)->check(CLI::Range(1, 20'000))->capture_default_str();
    };
    // Not longer: browsers that answer no pings would be closed.
    auto timed = [&](CLI::App* command) {
        command->add_option("--seconds", options.seconds, "How long to measure")->check(CLI::Range(0.1, 20.0));
        command->add_option("--warm-up", options.warm_up, "Seconds before that")->check(CLI::Range(0.0, 5.0));
        command->add_option("--target", options.target, "Where messages are posted to");
    };

    auto* posts = mode("posts", "Clients that post messages", bench::measure_posts);
    timed(posts);
    size(posts, "--connections", options.connections, "Clients");
    size(posts, "--rooms", options.rooms, "Rooms that they post to");

    auto* bots = mode("bots", "Clients that post messages which bots answer", bench::measure_bots);
    timed(bots);
    size(bots, "--connections", options.connections, "Clients, each with a room and a bot of its own");

    auto* broadcast = mode("broadcast", "Messages to one room with many browsers", bench::measure_broadcast);
    timed(broadcast);
    size(broadcast, "--sockets", options.sockets, "Browsers");
    size(broadcast, "--window", options.window, "Messages under way at a time");

    auto* idle = mode("idle", "Browsers in quiet rooms, and the server's memory", bench::measure_idle);
    size(idle, "--sockets", options.sockets, "Browsers");
    size(idle, "--rooms", options.rooms, "Rooms that they are in");

    CLI11_PARSE(app, argc, argv);
    try {
        measure(options);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "necsus_load: %s\n", error.what());
        return 1;
    }
    return 0;
}
