#include "message_row.hpp"

#include <initializer_list>
#include <utility>

#include "necsus/text/json_text.hpp"
#include "necsus/text/utf8.hpp"

namespace necsus {

namespace {

/// A state of the original's may be what only Python takes for JSON (NaN), and another program's may be anything: then
/// clients get it as a string.
void clean_state(std::optional<std::string>& state) {
    if (!state) return;
    if (*state == "null") {
        state.reset();
    } else if (!is_json(*state)) {
        std::string quoted;
        append_json_string(quoted, *state);
        *state = std::move(quoted);
    }
}

void mend(std::string& text) {
    if (!is_utf8(text)) text = valid_utf8(text);
}

void mend(std::optional<std::string>& text) {
    if (text) mend(*text);
}

}  // namespace

std::size_t row_bytes(StatementUse& row) {
    std::size_t bytes = 0;
    for (int column : {1, 2, 4, 5, 6, 7, 8, 9, 11, 12}) bytes += row.size(column);
    return bytes;
}

RawMessage raw_message(StatementUse& row) {
    Message message;
    message.id = row.integer(0);
    message.room = row.bytes(1);
    message.author = row.bytes(2);
    message.kind = message_kind(row.bytes(3));
    message.text = row.bytes(4);
    message.when = row.bytes(5);
    message.image = row.optional_bytes(6);
    message.media = row.optional_bytes(7);
    message.js = row.optional_bytes(8);
    message.css = row.optional_bytes(9);
    message.from_bot = row.optional_integer(10);
    message.base_url = row.optional_bytes(11);
    message.state = row.optional_bytes(12);
    return RawMessage(std::move(message));
}

Message RawMessage::mended() && {
    mend(message_.room);
    mend(message_.author);
    mend(message_.text);
    mend(message_.when);
    mend(message_.image);
    mend(message_.media);
    mend(message_.js);
    mend(message_.css);
    mend(message_.base_url);
    mend(message_.state);
    clean_state(message_.state);
    return std::move(message_);
}

}  // namespace necsus
