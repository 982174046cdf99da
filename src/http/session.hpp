// One connection from its first byte to its last: HTTP, and then perhaps a websocket.
#pragma once

#include "necsus/async.hpp"
#include "necsus/http/connections.hpp"
#include "tcp_socket.hpp"

namespace necsus {

/// Serves the connection until it ends, and then gives its place back. Exceptions of handlers are answered with 500 and
/// do not leave it.
awaitable<void> serve_connection(Connections& connections, TcpSocket socket, ClientBounds::Place place);

}  // namespace necsus
