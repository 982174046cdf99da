#include "decompress.hpp"

#include <zlib.h>

#include <array>

#include "necsus/text/fields.hpp"

namespace necsus {

namespace {

constexpr int gzip_or_zlib = 32 + MAX_WBITS;
constexpr int raw_deflate = -MAX_WBITS;  // what some servers send as "deflate"

Decompression inflate_whole(std::string_view body, int window_bits, std::size_t max_bytes, std::string& out) {
    z_stream stream{};
    if (inflateInit2(&stream, window_bits) != Z_OK) return Decompression::damaged;
    // zlib's interface takes a pointer to non-const, and doesn't write to it.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
    stream.avail_in = static_cast<uInt>(body.size());
    std::array<char, 16384> chunk;
    auto outcome = Decompression::damaged;
    for (int state = Z_OK; state == Z_OK;) {
        stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
        stream.avail_out = chunk.size();
        state = inflate(&stream, Z_NO_FLUSH);
        out.append(chunk.data(), chunk.size() - stream.avail_out);
        if (state == Z_STREAM_END) outcome = Decompression::done;
        if (out.size() > max_bytes) {
            outcome = Decompression::too_large;
            break;
        }
    }
    inflateEnd(&stream);
    return outcome;
}

}  // namespace

Decompression decompress(std::string& body, std::string_view encoding, std::size_t max_bytes) {
    auto name = lowercase(encoding);
    if (name.empty() || name == "identity" || body.empty()) return Decompression::done;
    if (name != "gzip" && name != "x-gzip" && name != "deflate") return Decompression::unknown_encoding;

    std::string out;
    auto outcome = inflate_whole(body, gzip_or_zlib, max_bytes, out);
    if (outcome == Decompression::damaged && name == "deflate") {
        out.clear();
        outcome = inflate_whole(body, raw_deflate, max_bytes, out);
    }
    if (outcome == Decompression::done) body = std::move(out);
    return outcome;
}

}  // namespace necsus
