#include "necsus/bots/explanations.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "wording.hpp"

namespace necsus {

namespace {

constexpr std::size_t max_names = 5;

std::string bold_names(const std::vector<std::string>& bots) {
    std::string names;
    for (std::size_t i = 0; i < std::min(bots.size(), max_names); ++i) {
        if (i > 0) names += i + 1 == bots.size() ? " and " : ", ";
        names += fmt::format("<b>{}</b>", shown(bots[i]));
    }
    if (bots.size() > max_names) names += fmt::format(" and {} more bots", bots.size() - max_names);
    return names;
}

/// What is wrong with a pattern and, at the end, where; a name in the middle may be long.
std::string shown_fault(std::string_view message) {
    auto place = message.substr(std::min(message.rfind(" at position "), message.size()));
    message.remove_suffix(place.size());
    return shown(message) + shown(place);
}

/// What the bot listens for.
std::string shown_pattern(const Bot& bot) {
    return code(has_pattern(bot) ? *bot.responds_to : bot.name);
}

}  // namespace

std::string explain_busy(Busy why, const RoundLimits& limits) {
    switch (why) {
        case Busy::room:
            return fmt::format(
                "The bots of this room are too busy: {} messages wait for their answers already. Bots are not asked "
                "about further ones until some of those are answered. Does a bot hang? (The admin's flag for this is "
                "--max-room-activations.)",
                limits.in_room);
        case Busy::server:
            return fmt::format(
                "The bots of this server are too busy: {} messages wait for their answers already. Bots are not asked "
                "about further ones until some of those are answered. (The admin's flag for this is "
                "--max-activations.)",
                limits.in_all);
        case Busy::brake:
            return fmt::format(
                "The bots of this room are woken too fast: more than {:g} times a second, after {:g} at once. So bots "
                "are not asked about some of the messages. Does a bot, or a program, answer its own messages? (The "
                "admin's flags for this are --round-rate and --round-burst.)",
                limits.rate, limits.burst);
        case Busy::memory:
            break;
    }
    return "A large message was not sent to the bots of this room: too many large ones were on their way to bots. Send "
           "it again later, or a shorter one. (The admin's flag for this is --max-activation-bytes.)";
}

std::string explain_interruption(const std::vector<std::string>& bots, std::string_view text) {
    auto about = text.empty() ? std::string("a form") : code(text);
    return fmt::format(
        "The server was stopped while {} {} thinking about {}, and does not ask again: a bot gets a message once. Send "
        "it again.",
        bold_names(bots), bots.size() == 1 ? "was" : "were", about);
}

std::string explain_interruptions(const std::vector<std::string>& bots, std::size_t messages) {
    return fmt::format(
        "The server was stopped while {} {} thinking about {} messages, and does not ask again: a bot gets a message "
        "once. Send again what still matters.",
        bold_names(bots), bots.size() == 1 ? "was" : "were", messages);
}

std::string explain_pattern(const Bot& bot, const PatternError& error) {
    auto why = shown_fault(error.message);
    if (!has_pattern(bot)) {
        return fmt::format("The name of {} is too long to listen for: {}. Make it shorter in the settings.",
                           bold_name(bot), why);
    }
    if (error.kind == PatternError::Kind::too_large) {
        return fmt::format(
            "The pattern {} of {} is too large (pattern too large): {}. Make it shorter under \"Responds to\" in the "
            "settings.",
            shown_pattern(bot), bold_name(bot), why);
    }
    return fmt::format(
        "The pattern {} of {} is not a valid regular expression: {}. Mend it under \"Responds to\" in the settings.",
        shown_pattern(bot), bold_name(bot), why);
}

std::string explain_pattern_timeout(const Bot& bot) {
    return fmt::format(
        "The pattern {} of {} timed out on this message: it has too many ways to match. Repeats inside repeats, as in "
        "<code>(a+)+</code>, do that.",
        shown_pattern(bot), bold_name(bot));
}

std::string explain_waiting_searches(const Bot& bot) {
    return fmt::format(
        "{} was not asked about this message: too many searches with slow patterns wait in this room already. Write "
        "more slowly, or make the pattern {} simpler.",
        bold_name(bot), shown_pattern(bot));
}

std::string explain_long_texts() {
    return "No bot was asked about this message: too many long messages wait in this room already. Write more slowly, "
           "or shorter ones.";
}

std::string explain_unread_answer(const Bot& bot) {
    return fmt::format(
        "The answer of {} was not read: too many long answers wait in this room already. Let the bot answer more "
        "shortly, or write more slowly.",
        bold_name(bot));
}

std::string explain_missing_form_bot(BotId bot) {
    return fmt::format("The bot of this form (number {}) is not there: it was perhaps deleted.", bot);
}

std::string explain_form_action(const Bot& owner, std::string_view action) {
    bool is_long = action.size() > max_url_bytes || owner.url.size() > max_url_bytes;
    if (is_long) {
        return fmt::format(
            "The form of {} leads nowhere: its action has {} bytes and the bot's URL {}, and neither may have more "
            "than "
            "{}.",
            bold_name(owner), action.size(), owner.url.size(), max_url_bytes);
    }
    return fmt::format("The form of {} has an action that is not a URL: {}.", bold_name(owner),
                       code(without_user_info(action)));
}

std::string explain_long_form_action(const Bot& owner, std::size_t bytes, const FieldLimits& limits) {
    auto what = fmt::format("The URL in the form of {}, its action,", bold_name(owner));
    return limits.complaint(what, "action_url", bytes);
}

std::string explain_not_installed(const Bot& bot, std::size_t max_bots) {
    return fmt::format(
        "{} wants to go on with this conversation, but the room has {} bots already, and can't have more: delete one. "
        "(The admin's flag for this is --max-room-bots.)",
        bold_name(bot), max_bots);
}

std::string explain_cleared_state() {
    return "The state was cleared: the conversation is over.";
}

std::string explain_lost_outcomes(std::string_view bot, std::size_t count) {
    auto whose = bot.empty() ? std::string("NeCSuS itself") : fmt::format("<b>{}</b>", shown(bot));
    auto what = count == 1 ? std::string("An answer") : fmt::format("{} answers", count);
    return fmt::format(
        "{} of {} could not be stored, because the database of this server did not work for a while: {} lost. Send "
        "your "
        "message again.",
        what, whose, count == 1 ? "it is" : "they are");
}

std::string explain_uncalled_bots() {
    return "Something went wrong in this server while it called the bots for a message, and not all of them were "
           "called. "
           "Send your message again.";
}

}  // namespace necsus
