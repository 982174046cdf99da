// How long the fields of messages, forms, bots and bots' answers may be (docs/dev/protocol.md, section 1).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace necsus {

/// In bytes of UTF-8. What an older server stored may be longer, and stays readable.
struct FieldLimits {
    std::size_t text = 1U << 20U;      // text, state
    std::size_t media = 4U << 20U;     // image, media, form_data: plots as data: URLs are common in class
    std::size_t name = 1U << 10U;      // of a room, an author, a bot
    std::size_t url = 8U << 10U;       // url, base_url, css, js, action_url
    std::size_t pattern = 16U << 10U;  // responds_to

    /// Of the field with this name in JSON; one that has none may be as long as it likes.
    std::size_t of(std::string_view field) const;

    /// The sentence about `what` ("The field \"text\""), which has `bytes`: more than such a `field` may have.
    std::string complaint(std::string_view what, std::string_view field, std::size_t bytes) const;
};

/// "1536 bytes", and where it is a round number in larger units "1048576 bytes (1 MiB)".
std::string in_bytes(std::size_t bytes);

}  // namespace necsus
