// Bodies as servers compress them.
#pragma once

#include <zlib.h>

#include <stdexcept>
#include <string>

namespace necsus::test {

/// As zlib's window bits tell: 31 gzip, 15 zlib, -15 raw deflate.
inline std::string compressed(std::string text, int window_bits) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("no memory to compress");
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(text.data());
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    int ended = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (ended != Z_STREAM_END) throw std::runtime_error("not compressed");
    return out;
}

}  // namespace necsus::test
