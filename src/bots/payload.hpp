// What a bot is sent: the JSON of a call (docs/dev/protocol.md, section 5), keys in this order. What it may answer is
// in reply.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "necsus/bots/forms.hpp"
#include "necsus/model/message.hpp"

namespace necsus {

/// {room, author, text, params}; `params` is JSON.
std::string message_payload(const MessageContent& message, std::string_view params);

/// {room, author, text, params: {}, state}; `state` is JSON, byte for byte as the bot left it.
std::string conversation_payload(const MessageContent& message, std::string_view state);

/// {room, author, form_data}, and `state` if the room is in a conversation.
std::string form_payload(const FormActivation& form, const std::optional<std::string>& state);

}  // namespace necsus
