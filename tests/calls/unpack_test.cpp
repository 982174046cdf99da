#include "necsus/calls/unpack.hpp"

#include <zlib.h>

#include <catch2/catch.hpp>

#include "support/compressed.hpp"

using namespace necsus;
using Catch::Contains;
using necsus::test::compressed;
using Kind = CallOutcome::Kind;

namespace {

constexpr int gzip = 16 + MAX_WBITS;
constexpr int zlib = MAX_WBITS;
constexpr int raw = -MAX_WBITS;
constexpr std::size_t unpacked_limit = 1U << 20U;

const std::string text = R"({"text":")" + std::string(100'000, 'x') + "\"}";

CallOutcome answer(std::string body, std::string encoding) {
    CallOutcome made;
    made.status = 200;
    made.encoding = std::move(encoding);
    made.body = std::move(body);
    return made;
}

CallOutcome unpacked(std::string body, std::string encoding, std::size_t max_bytes = unpacked_limit,
                     std::size_t ratio = 2000) {
    return necsus::unpacked(answer(std::move(body), std::move(encoding)), {max_bytes, ratio});
}

}  // namespace

TEST_CASE("a compressed body is replaced by what it holds") {
    const auto [encoding, window_bits] = GENERATE(table<std::string, int>({
        {"gzip", gzip}, {"x-gzip", gzip}, {"GZip", gzip}, {"deflate", zlib}, {"Deflate", raw},  // what some servers
                                                                                                // take "deflate" for
    }));
    CAPTURE(encoding);
    const auto outcome = unpacked(compressed(text, window_bits), encoding);
    CHECK(outcome.kind == Kind::answered);
    CHECK(outcome.status == 200);
    CHECK(outcome.body == text);
    CHECK(outcome.encoding.empty());
}

TEST_CASE("several encodings are undone in turn, the last first") {
    CHECK(unpacked(compressed(compressed(text, zlib), gzip), "deflate, identity, GZIP").body == text);
}

TEST_CASE("five encodings are enough") {
    auto body = compressed(text, gzip);
    std::string encoding = "gzip";
    for (int i = 2; i <= 5; ++i) {
        body = compressed(body, gzip);
        encoding += ", gzip";
    }
    CHECK(unpacked(body, encoding).body == text);
    const auto outcome = unpacked(compressed(body, gzip), encoding + ",gzip");
    CHECK(outcome.kind == Kind::bad_compression);
    CHECK_THAT(outcome.detail, Contains("more than 5 times"));
}

TEST_CASE("several gzip members in a row are one body, and what follows the last is ignored") {
    const auto members = compressed("{\"text\":", gzip) + compressed("", gzip) + compressed("\"x\"}", gzip);
    const auto rest = GENERATE(as<std::string>(), "", "garbage", std::string(512, '\0'), "\x1f", "\x1f\x8b\x08");
    CHECK(unpacked(members + rest, "gzip").body == R"({"text":"x"})");
    CHECK(unpacked(compressed("x", zlib) + rest, "deflate").body == "x");
    CHECK(unpacked(compressed("x", raw) + rest, "deflate").body == "x");
}

TEST_CASE("gzip members in a row may be a thousand, however small they are") {
    const auto member = compressed("", gzip);
    std::string members;
    for (int i = 0; i < 1000; ++i) members += member;
    CHECK(unpacked(members, "gzip").kind == Kind::answered);
    const auto outcome = unpacked(members + member, "gzip");
    CHECK(outcome.kind == Kind::bad_compression);
    CHECK_THAT(outcome.detail, Contains("more than 1000 gzip members"));
}

TEST_CASE("a member that begins well and is cut off is no garbage") {
    const auto second = compressed(text, gzip);
    CHECK(unpacked(compressed("x", gzip) + second.substr(0, second.size() - 9), "gzip").kind == Kind::bad_compression);
}

TEST_CASE("an empty text may be compressed, and an empty body is empty however it is encoded") {
    CHECK(unpacked(compressed("", gzip), "gzip").body.empty());
    CHECK(unpacked("", "gzip").kind == Kind::answered);
}

TEST_CASE("a body that is not encoded stays as it is") {
    const auto encoding = GENERATE(as<std::string>(), "", "identity", "Identity", "utf-8", "none", "gzi",
                                   "application/json", ", ,", "\"gzip\"");
    const auto body = compressed(text, gzip);
    CHECK(unpacked(body, encoding, 1).body == body);  // whatever its size
}

TEST_CASE("an encoding that is not understood is said so") {
    const auto encoding = GENERATE(as<std::string>(), "br", "zstd", "Compress", "br, utf-8", "gzip, br");
    const auto outcome = unpacked("x", encoding);
    CHECK(outcome.kind == Kind::bad_compression);
    CHECK_THAT(outcome.detail, Contains("only gzip and deflate are understood"));
}

TEST_CASE("a body that does not keep its encoding is damaged") {
    const auto [encoding, window_bits] = GENERATE(table<std::string, int>({{"gzip", gzip}, {"deflate", zlib}}));
    const auto whole = compressed(text, window_bits);
    auto flipped = whole;
    flipped[whole.size() - 1] = static_cast<char>(flipped[whole.size() - 1] ^ 1);  // in the length or the checksum
    for (const auto& damaged :
         {text, whole.substr(0, whole.size() - 1), whole.substr(0, 5), flipped, std::string("x")}) {
        const auto outcome = unpacked(damaged, encoding);
        CHECK(outcome.kind == Kind::bad_compression);
        CHECK_THAT(outcome.detail, Contains("damaged") && Contains(encoding));
    }
}

TEST_CASE("a body that would grow past the limit is too large, and one that fills it is not") {
    const auto [encoding, window_bits] = GENERATE(table<std::string, int>({{"gzip", gzip}, {"deflate", raw}}));
    const auto body = compressed(text, window_bits);
    const auto outcome = unpacked(body, encoding, text.size() - 1);
    CHECK(outcome.kind == Kind::too_large);
    CHECK_THAT(outcome.detail, Contains(std::to_string(text.size() - 1) + " bytes"));
    CHECK(unpacked(body, encoding, text.size()).body == text);
}

TEST_CASE("past its first MiB a body may grow to so many times its size, through all its encodings") {
    const std::string mebibyte(1U << 20U, 'x');
    const auto [body, encoding] = GENERATE_COPY(table<std::string, std::string>({
        {compressed(mebibyte + "x", gzip), "gzip"},
        {compressed(compressed(mebibyte + "x", gzip), gzip), "gzip, gzip"},
        {compressed(mebibyte, gzip) + compressed("x", gzip), "gzip"},
    }));
    const auto outcome = unpacked(body, encoding, 8U << 20U, 100);
    CHECK(outcome.kind == Kind::too_large);
    CHECK_THAT(outcome.detail, Contains("more than 100 times"));
    CHECK(unpacked(body, encoding, 8U << 20U, 2000 * 100).body == mebibyte + "x");
    CHECK(unpacked(compressed(mebibyte, gzip), "gzip", 8U << 20U, 100).body == mebibyte);
}
