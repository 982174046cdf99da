// What went wrong with a call, and what to do about it.
#include <fmt/format.h>

#include "necsus/bots/explanations.hpp"
#include "necsus/calls/address_rules.hpp"
#include "wording.hpp"

namespace necsus {

namespace {

using Kind = CallOutcome::Kind;

std::string status_hint(const Bot& bot, const CallOutcome& outcome) {
    switch (outcome.status) {
        case 403:
            if (outcome.body.find(own_api_mark) == std::string::npos) return {};
            return " That address is a NeCSuS server's own API, not a bot: such a bot would answer itself without end. "
                   "Put the address of your bot's program in the bot URL.";
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
                                              : "to " + code(without_user_info(outcome.location));
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

std::string explain_address(const Bot& bot, const std::string& text) {
    boost::system::error_code no_address;
    auto rule = rule_for(boost::asio::ip::make_address(text, no_address));
    if (rule.scope == AddressScope::global) rule = rule_for_own_address();  // as others are called
    auto advice = rule.scope == AddressScope::internal
                      ? "This server calls bots on the internet only. Who runs it can allow others: "
                        "<code>--private-bots allow</code>."
                      : "No bot can live there, so it is never called. Is the URL correct?";
    return fmt::format("{} at {} was not called: its address {} is {}. {}", bold_name(bot), endpoint_of(bot),
                       code(text), shown(rule.what), advice);
}

}  // namespace

std::string explain_url(const Bot& bot, UrlProblem problem) {
    if (problem == UrlProblem::empty) {
        return fmt::format(
            "{} should answer, but its endpoint URL is empty. Open the settings and enter the address "
            "of its route, such as <code>http://localhost:5000/echo</code>.",
            bold_name(bot));
    }
    if (problem == UrlProblem::too_long) {
        return fmt::format(
            "{} could not be called, because its endpoint URL is too long: it has {} bytes, and may have {}. It begins "
            "with {}.",
            bold_name(bot), bot.url.size(), max_url_bytes, endpoint_of(bot));
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
        case Kind::crowded:
            return it(fmt::format(
                "was not called: {} calls to its host wait for answers already. Does a bot there hang? (The admin's "
                "flag for this is --max-host-activations.)",
                detail));
        case Kind::no_place:
            return it(fmt::format(
                "was not called: other calls to its host left no place for it in time. {} are under way there or "
                "wait. Does a bot there hang? (The admin's flag for this is --max-bot-connections.)",
                detail));
        case Kind::no_memory:
            return it(
                "was not called: too many large messages are on their way to bots. Send it again later, or a shorter "
                "one. (The admin's flag for this is --max-activation-bytes.)");
        case Kind::lookup_timed_out:
            return it(fmt::format("was not called: the look-up of its host name did not end within {}.", detail));
        case Kind::address_not_allowed:
            return explain_address(bot, outcome.detail);
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
        case Kind::proxy_failed:
            return about(fmt::format(
                "{}. This is about the network of NeCSuS and not about your code: tell whoever runs it.", detail));
        case Kind::timed_out:
            return it(fmt::format("did not answer within {}.", seconds(timeout)));
        case Kind::too_large:
            return it(fmt::format("sent an answer that is too large: {}. Send less, or the address of where it lies.",
                                  detail));
        case Kind::cut_off:
            return it("was cut off: the connection ended in the middle of the answer.");
        case Kind::closed:
            return it("closed the connection without an answer. Did the program crash?");
        case Kind::not_http:
            return it(fmt::format("answered with something that is not HTTP ({}). Is the URL correct?", detail));
        case Kind::bad_compression:
            return it(
                fmt::format("sent an answer that could not be decompressed: {}. Send it as it is, without a "
                            "<code>Content-Encoding</code>.",
                            detail));
        case Kind::no_descriptors:
            return it(
                "was not called: NeCSuS itself has as many files and connections open as it may. Nothing is wrong with "
                "the bot. Send your message again in a moment.");
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

std::string explain_long_field(const Bot& bot, std::string_view key, std::size_t bytes, const FieldLimits& limits) {
    auto what = fmt::format("In the answer of {} the <code>{}</code> key", bold_name(bot), key);
    return limits.complaint(what, key, bytes);
}

std::string explain_deep_state(const Bot& bot, std::size_t levels) {
    return fmt::format("In the answer of {} the <code>state</code> key is nested too deep: more than {} levels.",
                       bold_name(bot), levels);
}

}  // namespace necsus
