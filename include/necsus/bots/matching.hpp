// Does a message activate a bot, and with which params (protocol, section 7)?
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <variant>

#include "necsus/model/bot.hpp"

namespace necsus {

struct NotMatched {};

struct Matched {
    std::string params;  // JSON: the pattern's named groups
};

/// The pattern can't be used; what the room is told about it, as HTML.
struct PatternFault {
    std::string html;
};

using Activation = std::variant<NotMatched, Matched, PatternFault>;

/// `text` is matched for about `limit` at most.
Activation activation_of(const Bot& bot, std::string_view text, std::chrono::microseconds limit);

}  // namespace necsus
