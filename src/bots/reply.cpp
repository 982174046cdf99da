#include "necsus/bots/reply.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "necsus/text/json_encoding.hpp"
#include "necsus/text/html.hpp"
#include "necsus/text/json_text.hpp"
#include "necsus/text/utf8.hpp"

namespace necsus {

namespace {

using nlohmann::json;
using Kind = CallOutcome::Kind;

constexpr std::size_t max_excerpt_bytes = 500;
constexpr std::size_t max_nesting = 500;

std::string code(std::string_view text) {
    return fmt::format("<code>{}</code>", escape_html(valid_utf8(text)));
}

std::string endpoint_of(const Bot& bot) {
    return code(excerpt(bot.url, max_excerpt_bytes));
}

std::string seconds(std::chrono::milliseconds time) {
    auto count = std::chrono::duration<double>(time).count();
    return fmt::format("{:g} second{}", count, count == 1 ? "" : "s");
}

/// The type's name in Python, which is what the bot's author knows it by.
std::string python_type(const json& value) {
    switch (value.type()) {
        case json::value_t::null:
            return "NoneType";
        case json::value_t::boolean:
            return "bool";
        case json::value_t::number_integer:
        case json::value_t::number_unsigned:
            return "int";
        case json::value_t::number_float:
            return "float";
        case json::value_t::string:
            return "str";
        case json::value_t::array:
            return "list";
        default:
            return "dict";
    }
}

/// A number is an int or a float in Python by how it is written, however large it is.
std::string python_type_of_text(const json& value, std::string_view text) {
    if (!value.is_number()) return python_type(value);
    return text.find_first_of(".eE") == std::string_view::npos ? "int" : "float";
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
                                              : "to " + code(excerpt(valid_utf8(outcome.location), max_excerpt_bytes));
        return fmt::format(" It redirects {}, and redirects are not followed: put the address itself in the bot URL.",
                           where);
    }
    return {};
}

Problem explain_status(const Bot& bot, const CallOutcome& outcome) {
    auto reason = escape_html(excerpt(valid_utf8(outcome.reason), max_excerpt_bytes));
    return {fmt::format("{} at {} answered with status {} ({}) instead of 200 (OK).{}", bold_name(bot),
                        endpoint_of(bot), outcome.status, reason, status_hint(bot, outcome))};
}

Problem explain_failure(const Bot& bot, const CallOutcome& outcome, std::chrono::milliseconds timeout) {
    auto about = [&](std::string_view what) {
        return Problem{fmt::format("{} could not be reached at {}: {}", bold_name(bot), endpoint_of(bot), what)};
    };
    auto answer = [&](std::string_view what) {
        return Problem{fmt::format("{} at {} {}", bold_name(bot), endpoint_of(bot), what)};
    };
    auto detail = escape_html(valid_utf8(outcome.detail));
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
            return answer(fmt::format("did not answer within {}.", seconds(timeout)));
        case Kind::too_large:
            return answer("sent an answer that is too large.");
        case Kind::cut_off:
            return answer("was cut off: the connection ended in the middle of the answer.");
        case Kind::closed:
            return answer("closed the connection without an answer. Did the program crash?");
        case Kind::not_http:
            return answer(fmt::format("answered with something that is not HTTP ({}). Is the URL correct?", detail));
        case Kind::bad_compression:
            return answer(fmt::format("sent an answer that could not be decompressed (Content-Encoding {}).", detail));
        case Kind::stopped:
            return answer("had not answered when NeCSuS was stopped. Send your message again.");
        case Kind::answered:
            break;
    }
    return explain_status(bot, outcome);
}

std::optional<std::string> text_member(const json& reply, const char* key) {
    auto found = reply.find(key);
    if (found == reply.end() || !found->is_string()) return std::nullopt;
    return found->get<std::string>();
}

Problem explain_not_json(const Bot& bot, const CallOutcome& outcome) {
    auto beginning =
        excerpt(valid_utf8(std::string_view(outcome.body).substr(0, 4 * max_excerpt_bytes)), max_excerpt_bytes);
    return {fmt::format(
        "{} at {} answered with status {} ({}), but the body is not JSON. Return a dictionary such as "
        "<code>{{&#x27;text&#x27;: &#x27;Hello!&#x27;}}</code>. The body begins with:<pre>{}</pre>",
        bold_name(bot), endpoint_of(bot), outcome.status, escape_html(outcome.reason), escape_html(beginning))};
}

Reply read_answer(const Bot& bot, const CallOutcome& outcome) {
    auto text = json_as_utf8(outcome.body);
    bool readable = text && text->find('\0') == std::string::npos && nesting_depth(*text) <= max_nesting;
    if (!readable) return explain_not_json(bot, outcome);
    auto reply = json::parse(without_huge_numbers(*text).value_or(*text), nullptr, false);
    if (reply.is_discarded()) return explain_not_json(bot, outcome);
    if (!reply.is_object()) {
        return Problem{
            fmt::format("{} answered with a <code>{}</code> instead of <code>dict</code>. Return a "
                        "dictionary with a <code>text</code> key.",
                        bold_name(bot), python_type_of_text(reply, *text))};
    }
    auto found = reply.find("text");
    if (found == reply.end()) {
        return Problem{fmt::format("The answer of {} is missing the <code>text</code> key, which every answer needs.",
                                   bold_name(bot))};
    }
    if (!found->is_string()) {
        return Problem{
            fmt::format("In the answer of {} the <code>text</code> key had the wrong type: it is "
                        "<code>{}</code> and must be <code>str</code>.",
                        bold_name(bot), python_type_of_text(*found, *member_text(*text, "text")))};
    }

    BotReply answer;
    answer.text = found->get<std::string>();
    answer.author = text_member(reply, "author");
    answer.image = text_member(reply, "image");
    answer.media = text_member(reply, "media");
    answer.css = text_member(reply, "css");
    answer.js = text_member(reply, "js");
    answer.room = text_member(reply, "room");
    if (answer.room && answer.room->empty()) answer.room.reset();
    auto state = reply.find("state");
    if (state != reply.end() && !state->is_null()) answer.state = std::string(*member_text(*text, "state"));
    return answer;
}

}  // namespace

std::string bold_name(const Bot& bot) {
    return fmt::format("<b>{}</b>", escape_html(excerpt(bot.name, max_excerpt_bytes)));
}

Problem explain(const Bot& bot, UrlProblem problem) {
    if (problem == UrlProblem::empty) {
        return {
            fmt::format("{} should answer, but its endpoint URL is empty. Open the settings and enter the address "
                        "of its route, such as <code>http://localhost:5000/echo</code>.",
                        bold_name(bot))};
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
    return {
        fmt::format("{} could not be called, because {} is not a URL of a bot: {}It must begin with "
                    "<code>http://</code> or <code>https://</code>. Is the URL correct?",
                    bold_name(bot), endpoint_of(bot), fault)};
}

Reply read_reply(const Bot& bot, CallOutcome outcome, std::chrono::milliseconds timeout) {
    if (outcome.kind != Kind::answered) return explain_failure(bot, outcome, timeout);
    if (outcome.status == 204) return Silence{};
    if (outcome.status != 200) return explain_status(bot, outcome);
    return read_answer(bot, outcome);
}

}  // namespace necsus
