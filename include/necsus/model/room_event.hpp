// What the sockets of a room are sent (protocol, section 8): each event is serialised once and shared by all of them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "necsus/model/message.hpp"

namespace necsus {

using Frame = std::shared_ptr<const std::string>;

/// `json` is the message's or bot's own JSON, so that one text serves the HTTP answer and the sockets.
Frame message_event(std::string_view json);
Frame put_bot_event(std::string_view json);
Frame delete_bot_event(std::string_view json);
Frame clear_messages_event();

/// Of `activity=1`: whose the room's next message is. `state` is JSON.
Frame conversation_event(BotId bot, std::string_view bot_name, std::string_view state);
/// Of `activity=1`: it is nobody's.
Frame no_conversation_event();

}  // namespace necsus
