// Rows of the table of messages, as our own type.
#pragma once

#include <cstddef>

#include "necsus/model/message.hpp"
#include "necsus/storage/messages.hpp"
#include "statement.hpp"

namespace necsus {

/// The columns that the functions here expect, in their order.
inline constexpr const char* message_columns =
    "id, room, author, kind, text, \"when\", image, media, js, css, from_bot, base_url, state";

/// What the texts of a row take, in bytes, without a copy of them.
std::size_t row_bytes(StatementUse& row);

RawMessage raw_message(StatementUse& row);

}  // namespace necsus
