#include "necsus/bots/matching.hpp"

#include <fmt/format.h>

#include "necsus/bots/reply.hpp"
#include "necsus/text/html.hpp"
#include "necsus/text/json_text.hpp"
#include "necsus/text/utf8.hpp"

namespace necsus {

namespace {

constexpr std::size_t max_shown_bytes = 500;

bool has_pattern(const Bot& bot) {
    return bot.responds_to && !bot.responds_to->empty();
}

std::string params_of(const PatternMatch& match) {
    JsonObject json;
    for (const auto& [name, value] : match.groups) json.add(name, value);
    return std::move(json).finish();
}

std::string shown(const Bot& bot) {
    const auto& pattern = has_pattern(bot) ? *bot.responds_to : bot.name;
    return fmt::format("<code>{}</code>", escape_html(excerpt(pattern, max_shown_bytes)));
}

PatternFault explain(const Bot& bot, const PatternError& error) {
    if (!has_pattern(bot)) {
        return {fmt::format("The name of {} is too long to listen for: {}. Make it shorter in the settings.",
                            bold_name(bot), escape_html(error.message))};
    }
    if (error.kind == PatternError::Kind::too_large) {
        return {
            fmt::format("The pattern {} of {} is too large (pattern too large): {}. Make it shorter under \"Responds "
                        "to\" in the settings.",
                        shown(bot), bold_name(bot), escape_html(error.message))};
    }
    return {
        fmt::format("The pattern {} of {} is not a valid regular expression: {}. Mend it under \"Responds to\" in "
                    "the settings.",
                    shown(bot), bold_name(bot), escape_html(error.message))};
}

}  // namespace

PatternCache::Compiled listens_for(const Bot& bot, PatternCache& cache) {
    return has_pattern(bot) ? cache.compiled(*bot.responds_to) : cache.literal(bot.name);
}

Activation activation_of(const Bot& bot, const PatternCache::Compiled& compiled, const Subject& subject,
                         std::chrono::microseconds limit) {
    if (!has_pattern(bot) && bot.name.empty())
        return NotMatched{};  // an empty name occurs everywhere, and calls nobody
    if (const auto* error = std::get_if<PatternError>(&compiled)) return explain(bot, *error);
    auto result = std::get<Pattern>(compiled).search(subject, limit);
    if (std::holds_alternative<PatternTimedOut>(result)) return MatchTimedOut{};
    if (auto* match = std::get_if<PatternMatch>(&result)) return Matched{params_of(*match)};
    return NotMatched{};
}

PatternFault timed_out(const Bot& bot) {
    return {
        fmt::format("The pattern {} of {} timed out on this message: it has too many ways to match. Repeats inside "
                    "repeats, as in <code>(a+)+</code>, do that.",
                    shown(bot), bold_name(bot))};
}

}  // namespace necsus
