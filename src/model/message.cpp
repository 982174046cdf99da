#include "necsus/model/message.hpp"

#include <array>
#include <chrono>
#include <cstdio>

#include "necsus/model/bot.hpp"
#include "necsus/text/json_text.hpp"

namespace necsus {

std::string_view to_text(MessageKind kind) {
    switch (kind) {
        case MessageKind::bot:
            return "bot";
        case MessageKind::system:
            return "system";
        case MessageKind::user:
            break;
    }
    return "user";
}

MessageKind message_kind(std::string_view text) {
    if (text == "bot") return MessageKind::bot;
    if (text == "system") return MessageKind::system;
    return MessageKind::user;
}

namespace {

/// Of a bot's message it is the bot's URL, and an older server stored the password with it.
std::optional<std::string> base_url_of(const Message& message) {
    bool may_hold_password = message.kind == MessageKind::bot && message.base_url;
    return may_hold_password ? cut_user_info(*message.base_url) : message.base_url;
}

}  // namespace

std::string to_json(const Message& message) {
    JsonObject json(message.text.size() + message.room.size() + 320);
    json.add("id", message.id)
        .add("room", message.room)
        .add("author", message.author)
        .add("kind", to_text(message.kind))
        .add("text", message.text);
    bool is_time = is_json_number(message.when) && !without_huge_numbers(message.when);  // 1e999 is none
    if (is_time) {
        json.add_raw("when", message.when);
    } else {
        json.add("when", message.when);
    }
    json.add("image", message.image)
        .add("media", message.media)
        .add("js", message.js)
        .add("css", message.css)
        .add("from_bot", message.from_bot)
        .add("base_url", base_url_of(message))
        .add_raw("state", message.state ? std::string_view(*message.state) : "null");
    return std::move(json).finish();
}

std::string when_now() {
    using namespace std::chrono;
    auto now = duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
    std::array<char, 40> text{};
    auto length = std::snprintf(text.data(), text.size(), "%lld.%06lld", static_cast<long long>(now / 1'000'000),
                                static_cast<long long>(now % 1'000'000));
    return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace necsus
