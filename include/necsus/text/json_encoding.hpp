// The encodings in which JSON may come from a bot: UTF-8, UTF-16 and UTF-32, with or without BOM, and the one-byte
// encodings of Western Europe where they are declared.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace necsus {

/// `body` as UTF-8 without BOM. Its encoding is Latin-1 or Windows-1252 if `charset` (in lower case, may be empty) is
/// one of their names, and otherwise told as Python's json does it, from the BOM or the first zero bytes (RFC 4627, 3).
/// Nothing if it is not text in that encoding.
std::optional<std::string> json_as_utf8(std::string body, std::string_view charset = {});

}  // namespace necsus
