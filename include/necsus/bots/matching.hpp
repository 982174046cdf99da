// Does a message activate a bot, and with which params (protocol, section 7)?
#pragma once

#include <chrono>
#include <string>
#include <variant>

#include "necsus/model/bot.hpp"
#include "necsus/pattern/cache.hpp"
#include "necsus/pattern/subject.hpp"

namespace necsus {

struct NotMatched {};

struct Matched {
    std::string params;  // JSON: the pattern's named groups
};

/// The pattern can't be used; how it is explained in the room (explanations).
struct PatternFault {
    std::string html;
};

/// The search was given up.
struct MatchTimedOut {};

using Match = std::variant<NotMatched, Matched, PatternFault, MatchTimedOut>;

/// What the bot listens for: its pattern, or its name.
PatternText listens_for(const Bot& bot);

/// Searches `subject` for about `limit` at most. Pure: may run on a worker thread.
Match match_of(const Bot& bot, const CompiledPattern& compiled, const Subject& subject,
               std::chrono::microseconds limit);

}  // namespace necsus
