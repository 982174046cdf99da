#include "websocket_client.hpp"

#include <stdexcept>
#include <utility>

namespace necsus::test {

namespace {

std::string handshake_text(const std::string& target, Headers headers = {}) {
    headers.insert(headers.end(), {{"Connection", "Upgrade"},
                                   {"Upgrade", "websocket"},
                                   {"Sec-WebSocket-Version", "13"},
                                   {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}});
    return request_text("GET", target, {}, headers);
}

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (unsigned char byte : bytes) value = value << 8U | byte;
    return value;
}

}  // namespace

WebSocketClient::WebSocketClient(std::uint16_t port, const std::string& target, const Headers& headers)
    : socket_(Socket::connect(port)) {
    socket_.send(handshake_text(target, headers));
    auto reply = read_reply(socket_, received_);
    if (reply.status != 101) throw std::runtime_error("handshake refused with " + std::to_string(reply.status));
    // The answer to this key is the example of RFC 6455, 1.3.
    if (reply.header("sec-websocket-accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") {
        throw std::runtime_error("wrong Sec-WebSocket-Accept");
    }
}

WebSocketClient::Frame WebSocketClient::next_frame() {
    for (;;) {
        bool is_whole = true;
        auto frame = read_frame(is_whole);
        if (!frame) return {};
        if (frame->opcode >= closing) return *frame;
        if (frame->opcode != 0) begun_.opcode = frame->opcode;
        begun_.payload += frame->payload;
        if (is_whole) return std::exchange(begun_, Frame());
    }
}

/// `is_whole`: it is the last of its message.
std::optional<WebSocketClient::Frame> WebSocketClient::read_frame(bool& is_whole) {
    if (!socket_.receive_to_size(received_, 2)) return std::nullopt;
    auto first = static_cast<unsigned char>(received_[0]);
    std::uint64_t length = static_cast<unsigned char>(received_[1]) & 0x7FU;
    std::size_t head = 2;
    if (length >= 126) {
        std::size_t width = length == 126 ? 2 : 8;
        if (!socket_.receive_to_size(received_, head + width)) return std::nullopt;
        length = big_endian(std::string_view(received_).substr(head, width));
        head += width;
    }
    if (!socket_.receive_to_size(received_, head + length)) return std::nullopt;
    is_whole = (first & 0x80U) != 0;
    Frame frame{first & 0x0FU, received_.substr(head, length)};
    received_.erase(0, head + length);
    return frame;
}

nlohmann::ordered_json WebSocketClient::next_event() {
    for (;;) {
        auto frame = next_frame();
        if (frame.opcode == text) return nlohmann::ordered_json::parse(frame.payload);
        if (frame.opcode == ping) {
            send(pong, frame.payload);
            continue;
        }
        throw std::runtime_error("the websocket closed");
    }
}

nlohmann::ordered_json WebSocketClient::wait_for(const std::string& kind, const std::string& text_wanted) {
    for (;;) {
        auto event = next_event();
        if (event.at("kind") != kind) continue;
        if (text_wanted.empty() || event.at("data").at("text") == text_wanted) return event;
    }
}

int WebSocketClient::wait_for_close() {
    for (;;) {
        auto frame = next_frame();
        if (frame.opcode == closing) return static_cast<int>(big_endian(frame.payload.substr(0, 2)));
        if (frame.opcode == 0) return 0;
    }
}

bool WebSocketClient::send(unsigned opcode, std::string_view payload) {
    std::string frame(1, static_cast<char>(0x80U | opcode));
    if (payload.size() < 126) {
        frame += static_cast<char>(0x80U | payload.size());
    } else {
        bool is_short = payload.size() < 65536;
        frame += static_cast<char>(0x80U | (is_short ? 126U : 127U));
        for (int shift = is_short ? 8 : 56; shift >= 0; shift -= 8) {
            frame += static_cast<char>(payload.size() >> static_cast<unsigned>(shift) & 0xFFU);
        }
    }
    frame += std::string(4, '\0');  // a mask of zeros leaves the payload as it is
    frame += payload;
    return socket_.send(frame);
}

HttpReply handshake(std::uint16_t port, const std::string& target) {
    return test::exchange(port, handshake_text(target));
}

}  // namespace necsus::test
