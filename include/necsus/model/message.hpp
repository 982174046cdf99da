// A chat message (protocol, section 2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace necsus {

using MessageId = std::int64_t;
using BotId = std::int64_t;

enum class MessageKind { user, bot, system };

std::string_view to_text(MessageKind kind);
/// Anything unknown in an old database counts as a user's.
MessageKind message_kind(std::string_view text);

/// What the author of a message decides; the server adds the rest. Texts are valid UTF-8.
struct MessageContent {
    std::string room;  // never empty
    std::string author;
    std::string text;
    std::optional<std::string> image, media, css, js, base_url;
};

struct Message : MessageContent {
    MessageId id = 0;
    MessageKind kind = MessageKind::user;
    /// Seconds since the epoch with a fraction, as text; "3:04 pm" and the like in old databases.
    std::string when;
    std::optional<BotId> from_bot;
    /// JSON, byte for byte as the bot sent it.
    std::optional<std::string> state;
};

/// All keys, always in the order of the table's columns.
std::string to_json(const Message& message);

/// The present moment as `Message::when` has it, in microseconds.
std::string when_now();

}  // namespace necsus
