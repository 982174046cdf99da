// One POST over one open connection: the request out, the answer in, and what went wrong told apart.
#pragma once

#include <string>

#include "connection_pool.hpp"
#include "necsus/calls/client.hpp"

namespace necsus {

/// An outcome without an answer.
CallOutcome failed_call(CallOutcome::Kind kind, std::string detail = {});

/// One attempt to get an answer over one connection.
struct Exchange {
    CallOutcome outcome;
    bool nothing_came = false;  // the connection died before the first byte of an answer
    bool reusable = false;
};

/// `request` is the whole text of it. The connection's deadline must be set.
awaitable<Exchange> exchange(BotConnection& connection, std::string request, std::size_t max_reply_bytes);

}  // namespace necsus
