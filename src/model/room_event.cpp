#include "necsus/model/room_event.hpp"

#include "necsus/text/json_text.hpp"

namespace necsus {

namespace {

Frame event(std::string_view kind, std::string_view data) {
    JsonObject json(data.size() + kind.size() + 24);
    json.add("kind", kind).add_raw("data", data);
    return std::make_shared<const std::string>(std::move(json).finish());
}

}  // namespace

Frame message_event(std::string_view json) {
    return event("message", json);
}

Frame put_bot_event(std::string_view json) {
    return event("put_bot", json);
}

Frame delete_bot_event(std::string_view json) {
    return event("delete_bot", json);
}

Frame clear_messages_event() {
    return event("clear_messages", "{}");
}

Frame conversation_event(BotId bot, std::string_view bot_name, std::string_view state) {
    JsonObject json(bot_name.size() + state.size() + 48);
    json.add("bot_id", bot).add("name", bot_name).add_raw("state", state);
    return event("conversation", std::move(json).finish());
}

Frame no_conversation_event() {
    return event("conversation", R"({"bot_id":null})");
}

}  // namespace necsus
