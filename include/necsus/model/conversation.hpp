// A room's stateful conversation: the bot that owns the next message, and what it wants back (protocol, section 5).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "necsus/model/message.hpp"

namespace necsus {

struct Conversation {
    BotId bot_id = 0;
    std::string state;  // JSON, byte for byte as the bot sent it
    std::string bot_name;
};

/// What one step did to conversations.
struct ConversationChanges {
    struct Leader {
        BotId id = 0;
        std::string name;
    };
    /// The bot that leads the room of the message from now on, with the message's state.
    std::optional<Leader> begun_by;
    /// Rooms in which a conversation is over.
    std::vector<std::string> ended;
};

}  // namespace necsus
