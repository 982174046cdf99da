// A room's stateful conversation: the bot that owns the next message, and what it wants back (protocol, section 5).
#pragma once

#include <string>

#include "necsus/model/message.hpp"

namespace necsus {

struct Conversation {
    BotId bot_id = 0;
    std::string state;  // JSON, byte for byte as the bot sent it
};

}  // namespace necsus
