// What a connection answers by itself, where no handler was asked or one could not go on.
#pragma once

#include <system_error>

#include "necsus/http/connections.hpp"
#include "necsus/http/response.hpp"

namespace necsus {

Response too_late();
Response too_slow(const HttpLimits& limits);
Response no_memory();
Response no_resources();

/// Of files, sockets or memory that others give back sooner or later.
bool is_shortage(const std::error_code& error);

}  // namespace necsus
