// The way through a proxy, and what goes wrong on it.
#pragma once

#include <string>

#include "connection.hpp"
#include "necsus/calls/proxy_settings.hpp"

namespace necsus {

/// The header line by which a request names itself to the proxy; empty if the proxy's URL holds no password.
std::string proxy_authorization(const Proxy& proxy);

/// Has the proxy hand on all that comes from here to the endpoint's host, and back (CONNECT: RFC 9110, 9.3.6).
/// `answered`, or how it failed. The connection's deadline must be set.
awaitable<CallOutcome> open_tunnel(BotConnection& connection, const Proxy& proxy, Endpoint endpoint);

/// The variable that should name a proxy doesn't.
CallOutcome no_proxy(const Proxy& proxy);
/// The proxy could not be reached, or what it said is no answer.
CallOutcome proxy_failure(const Proxy& proxy, const CallOutcome& why);
/// It answered, and not with what was wanted.
CallOutcome proxy_refusal(const Proxy& proxy, const CallOutcome& answer);

}  // namespace necsus
