// The handshake of a websocket, as a server must check it (RFC 6455, 4.2.1).
#pragma once

#include <optional>

#include "necsus/http/request.hpp"
#include "necsus/http/response.hpp"

namespace necsus {

/// Why no websocket can be opened for a request that asks for one; nothing if it can.
std::optional<Response> refuse_handshake(const Request& request);

}  // namespace necsus
