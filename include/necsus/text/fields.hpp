// Small words for text that comes in fields: whitespace around values, names in any case, lists with commas.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace necsus {

/// Spaces and tabs: what HTTP allows around a value (RFC 9110, 5.6.3).
inline constexpr std::string_view blank_characters = " \t";

/// `text` without the characters of `whitespace` (ASCII) at either end.
std::string_view trimmed(std::string_view text, std::string_view whitespace = blank_characters);

/// `text` without any of `whitespace` at either end; each is one character, of any length in UTF-8.
std::string_view trimmed_of(std::string_view text, std::span<const std::string_view> whitespace);

/// ASCII letters in lower case; other bytes stay, whatever the locale.
std::string lowercase(std::string_view text);

/// Equal but for the case of ASCII letters.
bool equal_ignoring_case(std::string_view a, std::string_view b);

/// The elements of a list with commas between (RFC 9110, 5.6.1), trimmed; empty ones don't count. They point into
/// `list`.
std::vector<std::string_view> comma_separated(std::string_view list);

}  // namespace necsus
