// A bot of a room (protocol, section 2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "necsus/model/message.hpp"

namespace necsus {

/// The largest id that a JavaScript client can hold exactly.
inline constexpr BotId max_bot_id = (BotId{1} << 53) - 1;
/// A client can't create a bot beyond this: the ids after it must go on for ever.
inline constexpr BotId max_chosen_bot_id = BotId{1} << 52;

struct Bot {
    BotId id = 0;
    std::string room;
    std::string name;
    std::optional<std::string> responds_to;  // null and "" both mean "listens for its name"
    std::string url;

    bool operator==(const Bot&) const = default;
};

std::string to_json(const Bot& bot);

/// `url` with *** in place of a user's name and password in it: to be read.
std::string without_user_info(std::string_view url);
/// `url` with nothing in their place: to be called, or resolved against.
std::string cut_user_info(std::string_view url);
/// As those may see it who are not in its room: without passwords.
Bot for_other_rooms(Bot bot);

/// It listens for a pattern, and not for its name.
bool has_pattern(const Bot& bot);

/// What a client wants changed: a field that is absent keeps its value.
struct BotChange {
    std::optional<BotId> id;
    std::optional<std::string> room;
    std::optional<std::string> name;
    std::optional<std::optional<std::string>> responds_to;
    std::optional<std::string> url;
};

}  // namespace necsus
