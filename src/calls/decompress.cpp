#include "decompress.hpp"

#include <zlib.h>

#include <algorithm>
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

/// IANA's registry of HTTP content codings, without those that are understood here.
constexpr std::array<std::string_view, 9> foreign_codings = {"aes128gcm", "br",  "compress",     "x-compress", "dcb",
                                                             "dcz",       "exi", "pack200-gzip", "zstd"};

/// Undoes one coding. What is the name of none ("utf-8", "none", a media type) was put there by mistake.
Decompression undo(std::string& body, const std::string& name, std::size_t max_bytes) {
    bool is_foreign = std::find(foreign_codings.begin(), foreign_codings.end(), name) != foreign_codings.end();
    if (is_foreign) return Decompression::unknown_encoding;
    if (name != "gzip" && name != "x-gzip" && name != "deflate") return Decompression::done;

    std::string out;
    auto outcome = inflate_whole(body, gzip_or_zlib, max_bytes, out);
    if (outcome == Decompression::damaged && name == "deflate") {
        out.clear();
        outcome = inflate_whole(body, raw_deflate, max_bytes, out);
    }
    if (outcome == Decompression::done) body = std::move(out);
    return outcome;
}

}  // namespace

Decompression decompress(std::string& body, std::string_view encodings, std::size_t max_bytes) {
    auto names = comma_separated(encodings);
    if (names.empty()) return Decompression::done;
    auto whole = body;
    for (auto name = names.rbegin(); name != names.rend() && !whole.empty(); ++name) {  // the last was put on last
        auto outcome = undo(whole, lowercase(*name), max_bytes);
        if (outcome != Decompression::done) return outcome;
    }
    body = std::move(whole);
    return Decompression::done;
}

}  // namespace necsus
