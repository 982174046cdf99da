// The sockets of c-ares, as it would make them itself, except for how it sends: its writev raises SIGPIPE, and an error
// of an earlier datagram passes for one of this one.
#pragma once

#include <ares.h>

namespace necsus {

extern const ares_socket_functions dns_socket_functions;

}  // namespace necsus
