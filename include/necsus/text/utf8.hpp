// UTF-8 (RFC 3629): every text inside the server is valid UTF-8; what comes in is checked or mended here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace necsus {

/// The length in bytes of the character at the start of `text`; 0 if what stands there is not valid UTF-8
/// (overlong forms and surrogates included) or `text` is empty.
std::size_t utf8_character_length(std::string_view text);

bool is_utf8(std::string_view text);

/// `text` with what is part of no character replaced by U+FFFD, as Python's errors="replace" does it.
std::string valid_utf8(std::string_view text);

/// Appends one Unicode scalar value; anything else becomes U+FFFD.
void append_utf8(std::string& out, char32_t character);

/// The beginning of `text`, mended as valid_utf8 does it: at most `max_bytes`, cut between characters, with "…" if
/// anything was cut. Takes no longer for a long text.
std::string excerpt(std::string_view text, std::size_t max_bytes);

}  // namespace necsus
