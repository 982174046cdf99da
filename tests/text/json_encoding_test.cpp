#include "necsus/text/json_encoding.hpp"

#include <catch2/catch.hpp>

using namespace necsus;
using namespace std::string_literals;

namespace {

/// `text` with each unit as `bytes` bytes; characters beyond the unit must come as units already.
std::string wide(const std::u32string& units, unsigned bytes, bool big_endian) {
    std::string out;
    for (auto unit : units) {
        for (unsigned i = 0; i < bytes; ++i) {
            const auto shift = 8 * (big_endian ? bytes - 1 - i : i);
            out += static_cast<char>((unit >> shift) & 0xFFU);
        }
    }
    return out;
}

const std::u32string json = U"{\"t\":\"é日\"}";
const std::string json_utf8 = "{\"t\":\"é日\"}";
constexpr char32_t bom = 0xFEFF;

}  // namespace

TEST_CASE("JSON is understood in every encoding that Python's json understands") {
    const auto [name, body] = GENERATE(table<std::string, std::string>({
        {"UTF-8", json_utf8},
        {"UTF-8 with BOM", "\xEF\xBB\xBF" + json_utf8},
        {"UTF-16BE", wide(json, 2, true)},
        {"UTF-16LE", wide(json, 2, false)},
        {"UTF-16BE with BOM", wide(bom + json, 2, true)},
        {"UTF-16LE with BOM", wide(bom + json, 2, false)},
        {"UTF-32BE", wide(json, 4, true)},
        {"UTF-32LE", wide(json, 4, false)},
        {"UTF-32BE with BOM", wide(bom + json, 4, true)},
        {"UTF-32LE with BOM", wide(bom + json, 4, false)},
    }));
    CAPTURE(name);
    CHECK(json_as_utf8(body) == json_utf8);
}

TEST_CASE("characters beyond 16 bits come as a pair or as one") {
    CHECK(json_as_utf8(wide({'"', 0xD83D, 0xDE00, '"'}, 2, true)) == "\"😀\"");
    CHECK(json_as_utf8(wide({'"', 0xD83D, 0xDE00, '"'}, 2, false)) == "\"😀\"");
    CHECK(json_as_utf8(wide({'"', 0x1F600, '"'}, 4, true)) == "\"😀\"");
}

TEST_CASE("short bodies are told apart too") {
    const auto [body, text] = GENERATE(table<std::string, std::string>({
        {"", ""},
        {"1", "1"},
        {"12", "12"},
        {"123", "123"},
        {"\0001"s, "1"},
        {"1\000"s, "1"},
        {"\xEF\xBB\xBF", ""},
        {"\xFE\xFF", ""},
    }));
    CHECK(json_as_utf8(body) == text);
}

TEST_CASE("what is no text in its encoding is nothing") {
    const auto body =
        GENERATE(as<std::string>(), "\xFF\xFE\x41"s, "\xFE\xFF\x00\x41\x00"s, "\x00\x00\xFE\xFF\x00\x00\x41"s,
                 wide({'"', 0xD83D, '"', '"'}, 2, true), wide({'"', 0xDE00, '"', '"'}, 2, true),
                 wide({'"', '"', '"', 0xD83D}, 2, false), wide({'"', 0xD83D, '"'}, 4, true),
                 wide({'"', 0x110000, '"'}, 4, true), "\"\xff\"", "\"\xc3\"", "\"\xed\xa0\x80\"", "caf\xe9 au lait"s);
    CHECK(json_as_utf8(body) == std::nullopt);
}

TEST_CASE("the encodings of one byte are understood where they are declared") {
    const auto [charset, body, text] = GENERATE(table<std::string, std::string, std::string>({
        {"latin-1", "\xE9\x80", "é\u0080"},
        {"iso-8859-1", "\xEF\xBB\xBF", "ï»¿"},
        {"iso_8859-1", "\xFF", "ÿ"},
        {"windows-1252", "\x80\x81\xE9\x9F", "€\uFFFDéŸ"},
        {"cp1252", "\x91quoted\x92", "‘quoted’"},
    }));
    CHECK(json_as_utf8(body, charset) == text);
}

TEST_CASE("another charset is told from the bytes") {
    const auto* charset = GENERATE("", "utf-8", "us-ascii", "x-unknown", "utf8");
    CHECK(json_as_utf8("é", charset) == "é");
    CHECK_FALSE(json_as_utf8("\xE9", charset));
}
