#include "handshake.hpp"

namespace necsus {

namespace {

/// Sixteen bytes in base64 are 22 characters and two signs of padding (RFC 4648, 4).
bool is_key(std::string_view key) {
    constexpr std::string_view base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    constexpr std::size_t characters = 22;
    return key.size() == characters + 2 && key.substr(characters) == "==" &&
           key.substr(0, characters).find_first_not_of(base64) == std::string_view::npos;
}

}  // namespace

std::optional<Response> refuse_handshake(const Request& request) {
    if (request.header("sec-websocket-version") != "13") {
        auto response = refusal(426, "The only version of the websocket protocol that is spoken here is 13.");
        response.with("Sec-WebSocket-Version", "13").with("Upgrade", "websocket");
        return response;
    }
    if (!request.has_header("sec-websocket-key")) {
        return refusal(400, "The header Sec-WebSocket-Key is missing in the websocket handshake.");
    }
    if (!is_key(request.header("sec-websocket-key"))) {
        return refusal(400, "The header Sec-WebSocket-Key of the websocket handshake must be 16 bytes in base64.");
    }
    return std::nullopt;
}

}  // namespace necsus
