// How an answer is written: its head, and its body whole, in chunks, or up to the end of the connection (RFC 9112, 6).
#pragma once

#include <string>
#include <string_view>

#include "necsus/http/response.hpp"

namespace necsus {

/// What of the request its answer must keep to.
struct Framing {
    bool head_only = false;    // it asks for the head alone
    bool http_1_0 = false;     // it understands no chunks
    bool keep_alive = false;   // the connection stays for another request
    bool cross_origin = true;  // it names an Origin
};

/// A stream is sent in chunks, or in HTTP/1.0 up to the end of the connection.
bool is_chunked(const Response& response, const Framing& framing);

/// Whether the connection can be used again after this answer.
bool keeps_connection(const Response& response, const Framing& framing);

/// No body follows: the request wants the head alone, or the status has none (304).
bool has_body(const Response& response, const Framing& framing);

/// Status line and headers, with their closing empty line.
std::string response_head(const Response& response, const Framing& framing, std::string_view date);

/// What stands before a piece of `bytes` to make a chunk of it; none is the last.
std::string chunk_head(std::size_t bytes);
/// And what stands behind it.
inline constexpr std::string_view chunk_end = "\r\n";

}  // namespace necsus
