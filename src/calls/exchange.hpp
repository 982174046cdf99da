// One POST over one open connection: the request out, the answer in, and what went wrong told apart.
#pragma once

#include <string>

#include "connection_pool.hpp"
#include "necsus/calls/client.hpp"

namespace necsus {

/// An outcome without an answer.
CallOutcome failed_call(CallOutcome::Kind kind, std::string detail = {});

struct Exchange {
    CallOutcome outcome;
    bool reusable = false;  // the peer promised to keep the connection, and all of its answer was read
};

/// `request` is the whole text of it. The connection's deadline must be set.
awaitable<Exchange> exchange(BotConnection& connection, std::string request, std::size_t max_reply_bytes);

}  // namespace necsus
