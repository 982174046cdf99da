// A bot, what calls of it came to, and what the room is told of that.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include "necsus/bots/reply.hpp"

namespace necsus {

inline constexpr std::chrono::milliseconds timeout{120'000};

inline Bot echo() {
    Bot bot;
    bot.id = 1;
    bot.room = "lobby";
    bot.name = "Echo";
    bot.url = "http://localhost:1234/echo";
    return bot;
}

inline CallOutcome answer(std::string body, int status = 200, std::string reason = "OK") {
    CallOutcome outcome;
    outcome.status = status;
    outcome.reason = std::move(reason);
    outcome.body = std::move(body);
    return outcome;
}

/// "(none)" for a good answer.
inline std::string problem(CallOutcome outcome, const Bot& bot = echo()) {
    auto reply = read_reply(bot, std::move(outcome), timeout);
    const auto* found = std::get_if<Problem>(&reply);
    return found == nullptr ? "(none)" : found->html;
}

}  // namespace necsus
