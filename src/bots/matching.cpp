#include "necsus/bots/matching.hpp"

#include "necsus/bots/explanations.hpp"
#include "necsus/text/json_text.hpp"

namespace necsus {

namespace {

std::string params_of(const PatternMatch& match) {
    JsonObject json;
    for (const auto& [name, value] : match.groups) json.add(name, value);
    return std::move(json).finish();
}

}  // namespace

PatternText listens_for(const Bot& bot) {
    if (has_pattern(bot)) return {PatternText::Kind::pattern, *bot.responds_to};
    return {PatternText::Kind::literal, bot.name};
}

Match match_of(const Bot& bot, const CompiledPattern& compiled, const Subject& subject,
               std::chrono::microseconds limit) {
    if (!has_pattern(bot) && bot.name.empty())
        return NotMatched{};  // an empty name occurs everywhere, and calls nobody
    if (const auto* error = std::get_if<PatternError>(&compiled)) return PatternFault{explain_pattern(bot, *error)};
    auto result = std::get<Pattern>(compiled).search(subject, limit);
    if (std::holds_alternative<PatternTimedOut>(result)) return MatchTimedOut{};
    if (auto* match = std::get_if<PatternMatch>(&result)) return Matched{params_of(*match)};
    return NotMatched{};
}

}  // namespace necsus
