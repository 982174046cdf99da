#include "necsus/bots/matching.hpp"

#include <fmt/format.h>

#include "necsus/bots/reply.hpp"
#include "necsus/model/html.hpp"
#include "necsus/model/json_text.hpp"
#include "necsus/model/utf8.hpp"
#include "necsus/pattern/pattern.hpp"

namespace necsus {

namespace {

constexpr std::size_t max_shown_bytes = 500;

std::string params_of(const PatternMatch& match) {
    JsonObject json;
    for (const auto& [name, value] : match.groups) json.add(name, value);
    return std::move(json).finish();
}

std::string shown(const std::string& pattern) {
    return fmt::format("<code>{}</code>", escape_html(excerpt(pattern, max_shown_bytes)));
}

PatternFault refused(const Bot& bot, const PatternError& error) {
    return {
        fmt::format("The pattern {} of {} is not a valid regular expression: {}. Mend it under \"Responds to\" in "
                    "the settings.",
                    shown(*bot.responds_to), bold_name(bot), escape_html(error.message))};
}

PatternFault timed_out(const Bot& bot) {
    return {
        fmt::format("The pattern {} of {} timed out on this message: it has too many ways to match. Repeats inside "
                    "repeats, as in <code>(a+)+</code>, do that.",
                    shown(bot.responds_to.value_or(bot.name)), bold_name(bot))};
}

}  // namespace

Activation activation_of(const Bot& bot, std::string_view text, std::chrono::microseconds limit) {
    bool by_name = !bot.responds_to || bot.responds_to->empty();
    if (by_name && bot.name.empty()) return NotMatched{};
    std::optional<Pattern> pattern;
    if (by_name) {
        pattern = Pattern::literal(bot.name);
    } else {
        auto compiled = Pattern::compile(*bot.responds_to);
        if (auto* error = std::get_if<PatternError>(&compiled)) return refused(bot, *error);
        pattern = std::move(std::get<Pattern>(compiled));
    }
    auto result = pattern->search(text, limit);
    if (std::holds_alternative<PatternTimedOut>(result)) return timed_out(bot);
    if (auto* match = std::get_if<PatternMatch>(&result)) return Matched{params_of(*match)};
    return NotMatched{};
}

}  // namespace necsus
