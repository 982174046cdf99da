#include "response_writer.hpp"

#include <fmt/format.h>

#include "necsus/version.hpp"

namespace necsus {

namespace {

constexpr int no_content = 204;
constexpr int not_modified = 304;
constexpr int upgrade_required = 426;

/// Of every answer: its type is what it says, and other sites learn from which server somebody comes but not from which
/// room. (Some, whose videos bots embed, want to know that much.)
constexpr std::string_view security_headers =
    "X-Content-Type-Options: nosniff\r\nReferrer-Policy: strict-origin-when-cross-origin\r\n";

bool status_has_body(int status) {
    return status != no_content && status != not_modified;
}

}  // namespace

bool is_chunked(const Response& response, const Framing& framing) {
    return response.stream && !framing.http_1_0;
}

bool keeps_connection(const Response& response, const Framing& framing) {
    bool ends_with_body = response.stream && framing.http_1_0;
    return framing.keep_alive && !response.close && !ends_with_body;
}

bool has_body(const Response& response, const Framing& framing) {
    return !framing.head_only && status_has_body(response.status);
}

std::string response_head(const Response& response, const Framing& framing, std::string_view date) {
    std::string head;
    head.reserve(512);
    auto line = [&](std::string_view name, std::string_view value) {
        head.append(name).append(": ").append(value).append("\r\n");
    };
    head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    head.append(reason_phrase(response.status)).append("\r\n");
    line("Server", std::string("NeCSuS/").append(version));
    line("Date", date);
    line("Cache-Control", response.cache_control);
    head.append(security_headers);
    if (!response.content_policy.empty()) line("Content-Security-Policy", response.content_policy);
    if (framing.cross_origin) line("Access-Control-Allow-Origin", "*");
    if (!response.content_type.empty()) line("Content-Type", response.content_type);
    for (const auto& [name, value] : response.headers) line(name, value);
    if (is_chunked(response, framing)) line("Transfer-Encoding", "chunked");
    bool has_length = !response.stream && status_has_body(response.status);
    if (has_length) line("Content-Length", std::to_string(response.content().size()));
    head.append("Connection: ");
    if (response.status == upgrade_required) head.append("upgrade, ");  // as with any Upgrade (RFC 9110, 7.8)
    head.append(keeps_connection(response, framing) ? "keep-alive\r\n" : "close\r\n");
    head.append("\r\n");
    return head;
}

std::string chunk_head(std::size_t bytes) {
    return fmt::format("{:x}\r\n", bytes);
}

}  // namespace necsus
