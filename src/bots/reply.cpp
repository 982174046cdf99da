#include "necsus/bots/reply.hpp"

#include <nlohmann/json.hpp>

#include "necsus/bots/explanations.hpp"
#include "necsus/text/json_encoding.hpp"
#include "necsus/text/json_text.hpp"

namespace necsus {

namespace {

using nlohmann::json;
using Kind = CallOutcome::Kind;

constexpr std::size_t max_nesting = 500;

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

std::optional<std::string> text_member(const json& reply, const char* key) {
    auto found = reply.find(key);
    if (found == reply.end() || !found->is_string()) return std::nullopt;
    return found->get<std::string>();
}

Reply read_answer(const Bot& bot, const CallOutcome& outcome) {
    auto text = json_as_utf8(outcome.body);
    bool readable = text && text->find('\0') == std::string::npos && nesting_depth(*text) <= max_nesting;
    if (!readable) return Problem{explain_not_json(bot, outcome)};
    auto reply = json::parse(without_huge_numbers(*text).value_or(*text), nullptr, false);
    if (reply.is_discarded()) return Problem{explain_not_json(bot, outcome)};
    if (!reply.is_object()) return Problem{explain_no_dict(bot, python_type_of_text(reply, *text))};
    auto found = reply.find("text");
    if (found == reply.end()) return Problem{explain_missing_text(bot)};
    if (!found->is_string()) {
        auto type = python_type_of_text(*found, *member_text(*text, "text"));
        return Problem{explain_text_type(bot, type)};
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

Reply read_reply(const Bot& bot, CallOutcome outcome, std::chrono::milliseconds timeout) {
    if (outcome.kind != Kind::answered) return Problem{explain_failed_call(bot, outcome, timeout)};
    if (outcome.status == 204) return Silence{};
    if (outcome.status != 200) return Problem{explain_status(bot, outcome)};
    return read_answer(bot, outcome);
}

}  // namespace necsus
