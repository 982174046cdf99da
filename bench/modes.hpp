// What can be measured. Each mode prints its figures as one line of JSON, and throws a Failure rather than a wrong one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace bench {

struct Options {
    std::uint16_t port = 0;
    std::string target = "/api/actions/message";  // whom to POST to
    double seconds = 3;
    double warm_up = 0.5;          // seconds before, not counted
    std::size_t connections = 32;  // that post, each waiting for its answer
    std::size_t rooms = 10;
    std::size_t sockets = 500;
    std::size_t window = 4;  // broadcasts under way at a time
    int server = 0;          // the server's process
};

// Rates come with the server's processor time for each (which says more where other programs run beside) and the share
// of a core that it had.

/// Clients post messages: requests/s, and how long the answers took.
void measure_posts(const Options& options);

/// The same into as many rooms as connections, with a bot in each that answers every message.
void measure_bots(const Options& options);

/// Messages into a room in which many browsers listen: frames/s that reach them. None may be missing.
void measure_broadcast(const Options& options);

/// Browsers that listen to quiet rooms: what each adds to the server's resident memory.
void measure_idle(const Options& options);

}  // namespace bench
