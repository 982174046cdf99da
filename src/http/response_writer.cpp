#include "response_writer.hpp"

#include <fmt/format.h>

#include "necsus/version.hpp"

namespace necsus {

namespace {

constexpr int no_content = 204;
constexpr int not_modified = 304;

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
    head.reserve(320);
    auto line = [&](std::string_view name, std::string_view value) {
        head.append(name).append(": ").append(value).append("\r\n");
    };
    head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    head.append(reason_phrase(response.status)).append("\r\n");
    line("Server", std::string("NeCSuS/").append(version));
    line("Date", date);
    line("Cache-Control", response.cache_control);
    if (framing.cross_origin) line("Access-Control-Allow-Origin", "*");
    if (!response.content_type.empty()) line("Content-Type", response.content_type);
    for (const auto& [name, value] : response.headers) line(name, value);
    if (is_chunked(response, framing)) line("Transfer-Encoding", "chunked");
    bool has_length = !response.stream && status_has_body(response.status);
    if (has_length) line("Content-Length", std::to_string(response.body.size()));
    line("Connection", keeps_connection(response, framing) ? "keep-alive" : "close");
    head.append("\r\n");
    return head;
}

std::string as_chunk(std::string_view piece) {
    if (piece.empty()) return "0\r\n\r\n";
    auto chunk = fmt::format("{:x}\r\n", piece.size());
    return chunk.append(piece).append("\r\n");
}

}  // namespace necsus
