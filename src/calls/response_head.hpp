// The head of an answer as real programs send it, mended into what Beast takes for one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace necsus {

/// Where the head that `bytes` begins with ends, behind its empty line; nothing if that is still to come. Lines end in
/// CRLF or in a bare LF. What lies before `from` is known to hold no end.
std::optional<std::size_t> response_head_end(std::string_view bytes, std::size_t from = 0);

/// `head` with CRLF at its line ends and a space behind the status; of a length and chunks together chunks count, and
/// of equal lengths one (RFC 9112, 6.3).
std::string mended_head(std::string_view head);

}  // namespace necsus
