// Content-Encoding gzip and deflate, for bots that compress unasked (RFC 9110, 8.4.1).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace necsus {

enum class Decompression { done, too_large, damaged, unknown_encoding };

/// Replaces `body` by what it holds. `encodings` is the value of Content-Encoding: "gzip", or several with commas
/// between; words in it that name no coding change nothing, and an empty body is empty however it is encoded. A coding
/// that is not understood ("br") is `unknown_encoding`. On failure `body` is left as it was.
Decompression decompress(std::string& body, std::string_view encodings, std::size_t max_bytes);

}  // namespace necsus
