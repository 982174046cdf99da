#include "necsus/bots/reply.hpp"

#include <algorithm>
#include <array>

#include "necsus/bots/explanations.hpp"
#include "necsus/calls/unpack.hpp"
#include "necsus/text/json_encoding.hpp"
#include "necsus/text/json_text.hpp"
#include "necsus/text/python_json.hpp"

namespace necsus {

namespace {

using Kind = CallOutcome::Kind;
using Member = std::optional<JsonValue>;

/// A state goes back to the bot, whose own parser gives up at some depth.
constexpr std::size_t max_state_nesting = 500;

// What an answer may hold.
constexpr std::array<std::string_view, 8> keys = {"text", "author", "image", "media", "css", "js", "room", "state"};

/// The type's name in Python, which is what the bot's author knows it by.
std::string_view python_name(JsonType type) {
    switch (type) {
        case JsonType::object:
            return "dict";
        case JsonType::array:
            return "list";
        case JsonType::string:
            return "str";
        case JsonType::integer:
            return "int";
        case JsonType::floating:
            return "float";
        case JsonType::boolean:
            return "bool";
        case JsonType::null:
            break;
    }
    return "NoneType";
}

const Member& member(const PythonJson& json, std::string_view key) {
    auto place = std::find(keys.begin(), keys.end(), key) - keys.begin();
    return json.members.at(static_cast<std::size_t>(place));
}

/// Optional members of another type don't count.
std::optional<std::string> text_of(const Member& member) {
    if (!member || member->type != JsonType::string) return std::nullopt;
    return json_string_value(member->text);
}

/// The first of its fields that is longer than it may be.
std::optional<Problem> overlong_field(const Bot& bot, const BotReply& answer, const FieldLimits& limits) {
    const std::array<std::pair<std::string_view, const std::optional<std::string>&>, 6> optional = {
        {{"author", answer.author},
         {"image", answer.image},
         {"media", answer.media},
         {"css", answer.css},
         {"js", answer.js},
         {"room", answer.room}}};
    if (answer.text.size() > limits.text) return Problem{explain_long_field(bot, "text", answer.text.size(), limits)};
    for (const auto& [key, value] : optional) {
        if (value && value->size() > limits.of(key))
            return Problem{explain_long_field(bot, key, value->size(), limits)};
    }
    return std::nullopt;
}

Reply reply_of(const Bot& bot, const PythonJson& json, const FieldLimits& limits) {
    if (json.value.type != JsonType::object) return Problem{explain_no_dict(bot, python_name(json.value.type))};
    const auto& text = member(json, "text");
    if (!text) return Problem{explain_missing_text(bot)};
    if (text->type != JsonType::string) return Problem{explain_text_type(bot, python_name(text->type))};

    BotReply answer;
    answer.text = json_string_value(text->text);
    answer.author = text_of(member(json, "author"));
    answer.image = text_of(member(json, "image"));
    answer.media = text_of(member(json, "media"));
    answer.css = text_of(member(json, "css"));
    answer.js = text_of(member(json, "js"));
    answer.room = text_of(member(json, "room"));
    if (answer.room && answer.room->empty()) answer.room.reset();
    if (auto problem = overlong_field(bot, answer, limits)) return std::move(*problem);
    const auto& state = member(json, "state");
    if (state && state->type != JsonType::null) {
        if (state->text.size() > limits.of("state"))
            return Problem{explain_long_field(bot, "state", state->text.size(), limits)};
        // It is stored and handed on as it stands, also to those who read JSON in the strict sense.
        if (nesting_depth(state->text) > max_state_nesting) return Problem{explain_deep_state(bot, max_state_nesting)};
        if (!is_json(state->text)) return Problem{explain_state(bot, state->text)};
        answer.state = std::string(state->text);
    }
    return answer;
}

Reply read_answer(const Bot& bot, const CallOutcome& outcome, const FieldLimits& limits) {
    auto text = json_as_utf8(outcome.body, outcome.charset);
    if (!text) return Problem{explain_no_text(bot, outcome)};
    auto read = read_python_json(*text, keys);
    if (const auto* error = std::get_if<JsonError>(&read))
        return Problem{explain_not_json(bot, outcome, *text, *error)};
    return reply_of(bot, std::get<PythonJson>(read), limits);
}

}  // namespace

Reply read_reply(const Bot& bot, CallOutcome outcome, std::chrono::milliseconds timeout, const UnpackLimits& unpacking,
                 const FieldLimits& limits) {
    bool is_good = outcome.kind == Kind::answered && outcome.status == 200;
    if (is_good) outcome = unpacked(std::move(outcome), unpacking);
    if (outcome.kind != Kind::answered) return Problem{explain_failed_call(bot, outcome, timeout)};
    if (outcome.status == 204) return Silence{};
    if (outcome.status != 200) return Problem{explain_status(bot, outcome)};
    return read_answer(bot, outcome, limits);
}

}  // namespace necsus
