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

}  // namespace necsus
