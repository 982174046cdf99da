#include "payload.hpp"

#include "necsus/text/json_text.hpp"

namespace necsus {

namespace {

JsonObject with_content(const MessageContent& message) {
    JsonObject json(message.text.size() + 100);
    json.add("room", message.room).add("author", message.author).add("text", message.text);
    return json;
}

}  // namespace

std::string message_payload(const MessageContent& message, std::string_view params) {
    auto json = with_content(message);
    json.add_raw("params", params);
    return std::move(json).finish();
}

std::string conversation_payload(const MessageContent& message, std::string_view state) {
    auto json = with_content(message);
    json.add_raw("params", "{}").add_raw("state", state);
    return std::move(json).finish();
}

std::string form_payload(const FormActivation& form, const std::optional<std::string>& state) {
    JsonObject json(form.form_data.size() + 100);
    json.add("room", form.room).add("author", form.author).add_raw("form_data", form.form_data);
    if (state) json.add_raw("state", *state);
    return std::move(json).finish();
}

}  // namespace necsus
