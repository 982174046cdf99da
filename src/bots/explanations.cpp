#include "necsus/bots/explanations.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "necsus/text/html.hpp"
#include "necsus/text/utf8.hpp"

namespace necsus {

namespace {

using Kind = CallOutcome::Kind;

constexpr std::size_t max_excerpt_bytes = 500;

/// How everything is shown that came from outside: no more of it than anybody reads, and never as HTML.
std::string shown(std::string_view text) {
    return escape_html(excerpt(text, max_excerpt_bytes));
}

/// How a bot is named: in bold.
std::string bold_name(const Bot& bot) {
    return fmt::format("<b>{}</b>", shown(bot.name));
}

std::string code(std::string_view text) {
    return fmt::format("<code>{}</code>", shown(text));
}

std::string endpoint_of(const Bot& bot) {
    return code(bot.url);
}

/// What is wrong with a pattern and, at the end, where; a name in the middle may be long.
std::string shown_fault(std::string_view message) {
    auto place = message.substr(std::min(message.rfind(" at position "), message.size()));
    message.remove_suffix(place.size());
    return shown(message) + shown(place);
}

std::string seconds(std::chrono::milliseconds time) {
    auto count = std::chrono::duration<double>(time).count();
    return fmt::format("{:g} second{}", count, count == 1 ? "" : "s");
}

/// What the bot listens for.
std::string shown_pattern(const Bot& bot) {
    return code(has_pattern(bot) ? *bot.responds_to : bot.name);
}

std::string status_hint(const Bot& bot, const CallOutcome& outcome) {
    switch (outcome.status) {
        case 404:
            return fmt::format(
                " There is no such route on that server. Check that the path after <code>@app.post</code> in your code "
                "is the same as the one in the bot URL {}.",
                endpoint_of(bot));
        case 405:
            return " The route is there, but does not take POST requests. Use <code>@app.post</code> rather than "
                   "<code>@app.get</code>.";
        case 500:
            return " Your code raised an exception: look for the traceback in the Flask log.";
        default:
            break;
    }
    if (outcome.status / 100 == 3) {
        auto where = outcome.location.empty() ? std::string("somewhere else, without saying where")
                                              : "to " + code(outcome.location);
        return fmt::format(" It redirects {}, and redirects are not followed: put the address itself in the bot URL.",
                           where);
    }
    return {};
}

std::string not_json(const Bot& bot, const CallOutcome& outcome, std::string_view why, std::string_view body) {
    return fmt::format(
        "{} at {} answered with status {} ({}), but the body is not JSON. {}. Return a dictionary such as "
        "<code>{{&#x27;text&#x27;: &#x27;Hello!&#x27;}}</code>, and Flask makes JSON of it. The body begins "
        "with:<pre>{}</pre>",
        bold_name(bot), endpoint_of(bot), outcome.status, shown(outcome.reason), shown(why), shown(body));
}

}  // namespace

std::string explain_url(const Bot& bot, UrlProblem problem) {
    if (problem == UrlProblem::empty) {
        return fmt::format(
            "{} should answer, but its endpoint URL is empty. Open the settings and enter the address "
            "of its route, such as <code>http://localhost:5000/echo</code>.",
            bold_name(bot));
    }
    auto fault = [&]() -> std::string {
        switch (problem) {
            case UrlProblem::no_host:
                return "it names no host. ";
            case UrlProblem::bad_host:
                return "its host name is malformed. ";
            case UrlProblem::bad_port:
                return "its port must be a number from 1 to 65535. ";
            default:
                return {};
        }
    }();
    return fmt::format(
        "{} could not be called, because {} is not a URL of a bot: {}It must begin with "
        "<code>http://</code> or <code>https://</code>. Is the URL correct?",
        bold_name(bot), endpoint_of(bot), fault);
}

std::string explain_failed_call(const Bot& bot, const CallOutcome& outcome, std::chrono::milliseconds timeout) {
    auto about = [&](std::string_view what) {
        return fmt::format("{} could not be reached at {}: {}", bold_name(bot), endpoint_of(bot), what);
    };
    auto it = [&](std::string_view what) { return fmt::format("{} at {} {}", bold_name(bot), endpoint_of(bot), what); };
    auto detail = shown(outcome.detail);
    switch (outcome.kind) {
        case Kind::no_such_host:
            return about("there is no host of that name (host not found). Is the URL correct?");
        case Kind::lookup_failed:
            return about(fmt::format("its host name could not be looked up ({}). Is the URL correct?", detail));
        case Kind::refused:
            return about(
                "the connection was refused, so nothing is listening there. Is the server running? Is the URL "
                "correct?");
        case Kind::unreachable:
            return about(fmt::format("no connection ({}). Is the URL correct?", detail));
        case Kind::tls_failed:
            return about(
                fmt::format("the secure connection (TLS) failed: {}. Is the URL correct, and is it an https "
                            "server with a valid certificate?",
                            detail));
        case Kind::timed_out:
            return it(fmt::format("did not answer within {}.", seconds(timeout)));
        case Kind::too_large:
            return it("sent an answer that is too large.");
        case Kind::cut_off:
            return it("was cut off: the connection ended in the middle of the answer.");
        case Kind::closed:
            return it("closed the connection without an answer. Did the program crash?");
        case Kind::not_http:
            return it(fmt::format("answered with something that is not HTTP ({}). Is the URL correct?", detail));
        case Kind::bad_compression:
            return it(fmt::format("sent an answer that could not be decompressed (Content-Encoding {}).", detail));
        case Kind::stopped:
            return it("had not answered when NeCSuS was stopped. Send your message again.");
        case Kind::answered:
            break;
    }
    return explain_status(bot, outcome);
}

std::string explain_status(const Bot& bot, const CallOutcome& outcome) {
    auto reason = shown(outcome.reason);
    return fmt::format("{} at {} answered with status {} ({}) instead of 200 (OK).{}", bold_name(bot), endpoint_of(bot),
                       outcome.status, reason, status_hint(bot, outcome));
}

std::string explain_no_text(const Bot& bot, const CallOutcome& outcome) {
    return not_json(bot, outcome, "It is not text in UTF-8, nor in another encoding of JSON", outcome.body);
}

std::string explain_not_json(const Bot& bot, const CallOutcome& outcome, std::string_view body,
                             const JsonError& error) {
    auto why = fmt::format("{}: line {} column {}", error.message, error.line, error.column);
    return not_json(bot, outcome, why, body);
}

std::string explain_no_dict(const Bot& bot, std::string_view type) {
    return fmt::format(
        "{} answered with a <code>{}</code> instead of <code>dict</code>. Return a dictionary with a <code>text</code> "
        "key.",
        bold_name(bot), type);
}

std::string explain_missing_text(const Bot& bot) {
    return fmt::format("The answer of {} is missing the <code>text</code> key, which every answer needs.",
                       bold_name(bot));
}

std::string explain_text_type(const Bot& bot, std::string_view type) {
    return fmt::format(
        "In the answer of {} the <code>text</code> key had the wrong type: it is <code>{}</code> and must be "
        "<code>str</code>.",
        bold_name(bot), type);
}

std::string explain_state(const Bot& bot, std::string_view state) {
    return fmt::format(
        "In the answer of {} the <code>state</code> key is not JSON: <code>NaN</code> and <code>Infinity</code> are "
        "none, "
        "nor is half a character. It is {}.",
        bold_name(bot), code(state));
}

std::string explain_deep_state(const Bot& bot, std::size_t levels) {
    return fmt::format("In the answer of {} the <code>state</code> key is nested too deep: more than {} levels.",
                       bold_name(bot), levels);
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

std::string explain_missing_form_bot(BotId bot) {
    return fmt::format("The bot of this form (number {}) is not there: it was perhaps deleted.", bot);
}

std::string explain_form_action(const Bot& owner, std::string_view action) {
    return fmt::format("The form of {} has an action that is not a URL: {}.", bold_name(owner), code(action));
}

std::string explain_cleared_state() {
    return "The state was cleared: the conversation is over.";
}

}  // namespace necsus
