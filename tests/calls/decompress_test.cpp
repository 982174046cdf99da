#include "calls/decompress.hpp"

#include <zlib.h>

#include <catch2/catch.hpp>

using namespace necsus;

namespace {

constexpr int gzip = 16 + MAX_WBITS;
constexpr int zlib = MAX_WBITS;
constexpr int raw = -MAX_WBITS;
constexpr std::size_t limit = 1U << 20U;

std::string compressed(std::string text, int window_bits) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(text.data());
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

const std::string text = R"({"text":")" + std::string(100'000, 'x') + "\"}";

}  // namespace

TEST_CASE("a compressed body is replaced by what it holds") {
    const auto [encoding, window_bits] = GENERATE(table<std::string, int>({
        {"gzip", gzip}, {"x-gzip", gzip}, {"GZip", gzip}, {"deflate", zlib}, {"Deflate", raw},  // what some servers
                                                                                                // take "deflate" for
    }));
    CAPTURE(encoding);
    auto body = compressed(text, window_bits);
    CHECK(decompress(body, encoding, limit) == Decompression::done);
    CHECK(body == text);
}

TEST_CASE("several encodings are undone in turn, the last first") {
    auto body = compressed(compressed(text, zlib), gzip);
    CHECK(decompress(body, "deflate, identity, GZIP", limit) == Decompression::done);
    CHECK(body == text);
}

TEST_CASE("an empty text may be compressed") {
    auto body = compressed("", gzip);
    CHECK(decompress(body, "gzip", limit) == Decompression::done);
    CHECK(body.empty());
}

TEST_CASE("a body that is not encoded stays as it is") {
    const auto encoding = GENERATE(as<std::string>(), "", "identity", "Identity", "utf-8", "none", "gzi",
                                   "application/json", ", ,", "\"gzip\"");
    auto body = compressed(text, gzip);
    const auto before = body;
    CHECK(decompress(body, encoding, 1) == Decompression::done);  // whatever its size
    CHECK(body == before);
}

TEST_CASE("an encoding that is not understood leaves the body alone") {
    const auto encoding = GENERATE(as<std::string>(), "br", "zstd", "Compress", "br, utf-8");
    std::string body = "x";
    CHECK(decompress(body, encoding, limit) == Decompression::unknown_encoding);
    CHECK(body == "x");
}

TEST_CASE("a body that does not keep its encoding is damaged") {
    const auto [encoding, window_bits] = GENERATE(table<std::string, int>({{"gzip", gzip}, {"deflate", zlib}}));
    const auto whole = compressed(text, window_bits);
    auto flipped = whole;
    flipped[whole.size() - 1] = static_cast<char>(flipped[whole.size() - 1] ^ 1);  // in the length or the checksum
    for (const auto& damaged :
         {text, whole.substr(0, whole.size() - 1), whole.substr(0, 5), flipped, std::string("x")}) {
        auto body = damaged;
        CHECK(decompress(body, encoding, limit) == Decompression::damaged);
        CHECK(body == damaged);
    }
}

TEST_CASE("a body that would grow past the limit is too large, and one that fills it is not") {
    const auto [encoding, window_bits] = GENERATE(table<std::string, int>({{"gzip", gzip}, {"deflate", raw}}));
    auto body = compressed(text, window_bits);
    const auto before = body;
    CHECK(decompress(body, encoding, text.size() - 1) == Decompression::too_large);
    CHECK(body == before);
    CHECK(decompress(body, encoding, text.size()) == Decompression::done);
}
