// The encodings in which JSON may come from a bot: UTF-8, UTF-16 and UTF-32, with or without BOM.
#pragma once

#include <optional>
#include <string>

namespace necsus {

/// `body` as UTF-8 without BOM; its encoding is told as Python's json does it, from the BOM or the first zero bytes
/// (RFC 4627, 3). Nothing if it is not text in that encoding.
std::optional<std::string> json_as_utf8(std::string body);

}  // namespace necsus
