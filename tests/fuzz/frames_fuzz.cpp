// For libFuzzer, by tests/fuzz/run: the frames of a websocket's client. The first byte of an input says in what pieces
// the rest comes.

#include <cstdint>
#include <string>

#include "conversation.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static necsus::FuzzedServer server;
    if (size == 0) return 0;
    std::string said =
        "GET /ws/lobby HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    said.append(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    server.converse(said, 1U + bytes[0]);
    return 0;
}
