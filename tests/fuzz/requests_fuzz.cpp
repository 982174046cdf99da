// For libFuzzer, by tests/fuzz/run: the bytes of a client, from the connection by way of the routes and the JSON of
// actions into the database. The first byte of an input says in what pieces the rest comes.

#include <cstdint>

#include "conversation.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static necsus::FuzzedServer server;
    if (size > 0) server.converse({reinterpret_cast<const char*>(bytes) + 1, size - 1}, 1 + bytes[0]);
    return 0;
}
