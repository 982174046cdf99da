// What a bot answered: a message, silence, or a mistake that is explained to its author (protocol, section 6).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>

#include "necsus/calls/client.hpp"
#include "necsus/limits/field_limits.hpp"
#include "necsus/model/bot.hpp"

namespace necsus {

struct BotReply {
    std::string text;
    std::optional<std::string> author, room, image, media, css, js;
    std::optional<std::string> state;  // JSON, byte for byte as sent
};

/// Status 204: the bot chose to say nothing.
struct Silence {};

/// How it is explained in the room (explanations).
struct Problem {
    std::string html;
};

using Reply = std::variant<BotReply, Silence, Problem>;

/// Pure: may run on a worker thread, as it must for an answer that is long or packed. `timeout` is only named in the
/// text about a bot that was too slow.
Reply read_reply(const Bot& bot, CallOutcome outcome, std::chrono::milliseconds timeout,
                 const UnpackLimits& unpacking = {}, const FieldLimits& limits = {});

}  // namespace necsus
