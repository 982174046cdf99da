// Every sentence that a student reads in the room from NeCSuS: what went wrong, for which bot, and what to look at
// (docs/dev/protocol.md, section 6). As HTML; what comes from outside is escaped in it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "necsus/calls/client.hpp"
#include "necsus/calls/endpoint.hpp"
#include "necsus/model/bot.hpp"
#include "necsus/pattern/pattern.hpp"
#include "necsus/text/python_json.hpp"

namespace necsus {

// The bot can't be called.

std::string explain_url(const Bot& bot, UrlProblem problem);
/// `outcome` is no answer; `timeout` is how long was waited for one.
std::string explain_failed_call(const Bot& bot, const CallOutcome& outcome, std::chrono::milliseconds timeout);

// Its answer is none. Types are given by their names in Python.

std::string explain_status(const Bot& bot, const CallOutcome& outcome);
/// The body is not text in its encoding.
std::string explain_no_text(const Bot& bot, const CallOutcome& outcome);
/// `body` is the answer's, as UTF-8.
std::string explain_not_json(const Bot& bot, const CallOutcome& outcome, std::string_view body, const JsonError& error);
std::string explain_no_dict(const Bot& bot, std::string_view type);
std::string explain_missing_text(const Bot& bot);
std::string explain_text_type(const Bot& bot, std::string_view type);
/// `state` is JSON only for Python.
std::string explain_state(const Bot& bot, std::string_view state);
std::string explain_deep_state(const Bot& bot, std::size_t levels);

// What it listens for can't be searched.

std::string explain_pattern(const Bot& bot, const PatternError& error);
std::string explain_pattern_timeout(const Bot& bot);

// Forms and conversations.

std::string explain_missing_form_bot(BotId bot);
/// `owner` is the bot whose form it is.
std::string explain_form_action(const Bot& owner, std::string_view action);
std::string explain_cleared_state();

}  // namespace necsus
