// One request over one open connection: out with it, and its answer in.
#pragma once

#include <memory>
#include <string>

#include "answer_reader.hpp"
#include "connection.hpp"

namespace necsus {

/// Let go of as soon as it is written: a bot may think for minutes.
struct OutgoingRequest {
    std::string head, body;
    std::shared_ptr<const void> held_with_body;
};

/// What comes goes into `reader`, until that has its outcome. The connection's deadline must be set. Whether all of the
/// request went out.
awaitable<bool> exchange(BotConnection& connection, OutgoingRequest request, AnswerReader& reader);

}  // namespace necsus
