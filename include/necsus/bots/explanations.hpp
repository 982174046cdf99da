// Every sentence that a student reads in the room from NeCSuS: what went wrong, for which bot, and what to look at
// (docs/dev/protocol.md, section 6). As HTML; what comes from outside is escaped in it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "necsus/bots/rounds.hpp"
#include "necsus/calls/client.hpp"
#include "necsus/calls/endpoint.hpp"
#include "necsus/limits/field_limits.hpp"
#include "necsus/model/bot.hpp"
#include "necsus/pattern/pattern.hpp"
#include "necsus/text/python_json.hpp"

namespace necsus {

/// What a server says to a call of a bot that comes to its own actions; the caller knows it by `own_api_mark`.
inline constexpr std::string_view own_api_mark = "NeCSuS server's own API";
inline constexpr std::string_view own_api_refusal =
    "This is a NeCSuS server's own API, not a bot: a bot with this URL would answer itself without end. Nothing was "
    "done.";

// Bots aren't called now. Without HTML: a form's sender gets it as JSON.

std::string explain_busy(Busy why, const RoundLimits& limits);

// A crash broke off what bots were doing.

/// `bots` are those that have not answered `text`, which is empty of a form.
std::string explain_interruption(const std::vector<std::string>& bots, std::string_view text);
/// The same of several messages of a room.
std::string explain_interruptions(const std::vector<std::string>& bots, std::size_t messages);

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
/// The field `key` of its answer has `bytes`, and `limits` lets it have fewer.
std::string explain_long_field(const Bot& bot, std::string_view key, std::size_t bytes, const FieldLimits& limits);
std::string explain_deep_state(const Bot& bot, std::size_t levels);
/// Too many long answers to the room wait.
std::string explain_unread_answer(const Bot& bot);

// What it listens for can't be searched.

std::string explain_pattern(const Bot& bot, const PatternError& error);
std::string explain_pattern_timeout(const Bot& bot);
/// Too many slow searches of the room wait.
std::string explain_waiting_searches(const Bot& bot);
/// Too many long messages of the room wait for being searched.
std::string explain_long_texts();

// Forms and conversations.

std::string explain_missing_form_bot(BotId bot);
/// `owner` is the bot whose form it is.
std::string explain_form_action(const Bot& owner, std::string_view action);
/// The action, resolved against the bot's URL, has `bytes`.
std::string explain_long_form_action(const Bot& owner, std::size_t bytes, const FieldLimits& limits);
std::string explain_cleared_state();
/// A bot that answered a form with a state: the room has `max_bots` already.
std::string explain_not_installed(const Bot& bot, std::size_t max_bots);

// The server could not do its part.

/// `count` outcomes of the bot of this name (empty: messages of the system itself) could not be stored.
std::string explain_lost_outcomes(std::string_view bot, std::size_t count);
/// The message is stored, and its bots, or some of them, were not called.
std::string explain_uncalled_bots();

}  // namespace necsus
