#include "necsus/text/utf8.hpp"

#include <catch2/catch.hpp>

using namespace necsus;
using namespace std::string_literals;

TEST_CASE("the length of a character is told from its first bytes, and 0 if it is none") {
    const auto [text, length] = GENERATE(table<std::string, std::size_t>({
        {"a", 1},
        {"\0"s, 1},
        {"\x7f", 1},
        {"\xC2\x80", 2},
        {"\xDF\xBFz", 2},
        {"\xE0\xA0\x80", 3},
        {"\xED\x9F\xBF", 3},  // U+D7FF, the last before the surrogates
        {"\xEE\x80\x80", 3},  // U+E000, the first after them
        {"\xEF\xBF\xBF", 3},
        {"\xF0\x90\x80\x80", 4},
        {"\xF4\x8F\xBF\xBF", 4},  // U+10FFFF, the last of all
        {"", 0},
        {"\x80", 0},
        {"\xBF", 0},
        {"\xC0\x80", 0},  // overlong
        {"\xC1\xBF", 0},
        {"\xE0\x9F\xBF", 0},
        {"\xF0\x8F\xBF\xBF", 0},
        {"\xED\xA0\x80", 0},  // surrogates
        {"\xED\xBF\xBF", 0},
        {"\xF4\x90\x80\x80", 0},  // beyond Unicode
        {"\xF5\x80\x80\x80", 0},
        {"\xFF", 0},
        {"\xC2", 0},  // cut off
        {"\xE2\x82", 0},
        {"\xF0\x9F\x98", 0},
        {"\xC2z", 0},
    }));
    CHECK(utf8_character_length(text) == length);
}

TEST_CASE("bytes that are part of no character become U+FFFD, and the rest stays") {
    const auto [bytes, text] = GENERATE(table<std::string, std::string>({
        {"", ""},
        {"é😀\0x"s, "é😀\0x"s},
        {"a\xFFz", "a\uFFFDz"},
        {"\xC2", "\uFFFD"},
        {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
        {"\xE2\x82z", "\uFFFDz"},  // what was cut off is one mistake
        {"\xF0\x9F\x98z", "\uFFFDz"},
        {"\xE0\x80\x80", "\uFFFD\uFFFD\uFFFD"},
        {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
    }));
    CHECK(valid_utf8(bytes) == text);
}

TEST_CASE("a character is appended in as few bytes as it takes") {
    const auto [character, bytes] = GENERATE(table<char32_t, std::string>({
        {U'a', "a"},
        {U'\0', "\0"s},
        {0x7F, "\x7f"},
        {0x80, "\xC2\x80"},
        {0x7FF, "\xDF\xBF"},
        {0x800, "\xE0\xA0\x80"},
        {0xFFFF, "\xEF\xBF\xBF"},
        {0x10000, "\xF0\x90\x80\x80"},
        {0x10FFFF, "\xF4\x8F\xBF\xBF"},
        {0xD800, "\uFFFD"},
        {0xDFFF, "\uFFFD"},
        {0x110000, "\uFFFD"},
    }));
    std::string out = ">";
    append_utf8(out, character);
    CHECK(out == ">" + bytes);
}

TEST_CASE("an excerpt ends between characters and says that something was cut") {
    CHECK(excerpt("short", 5) == "short");
    CHECK(excerpt("longer", 5) == "longe…");
    CHECK(excerpt("aé", 3) == "aé");
    CHECK(excerpt("aéb", 2) == "a…");
    CHECK(excerpt("😀😀", 7) == "😀…");
    CHECK(excerpt("😀", 3) == "…");
    CHECK(excerpt("", 0).empty());
}

TEST_CASE("an excerpt is valid, whatever it was cut from, and cuts where the mended text would be cut") {
    const auto unit =
        GENERATE(as<std::string>(), "a", "é", "日", "😀", "\xff", "\xE2\x82", "\xF0\x9F\x98", "\xC2", "a\xC2");
    std::string bytes;
    while (bytes.size() < 40) bytes += unit;
    for (std::size_t length = 0; length <= bytes.size(); ++length) {
        const auto begun = std::string_view(bytes).substr(0, length);
        const auto mended = valid_utf8(begun);
        for (std::size_t max_bytes = 0; max_bytes < 20; ++max_bytes) {
            CAPTURE(unit, length, max_bytes);
            CHECK(excerpt(begun, max_bytes) == excerpt(mended, max_bytes));
            CHECK(valid_utf8(excerpt(begun, max_bytes)) == excerpt(begun, max_bytes));
        }
    }
}

TEST_CASE("long texts are mended where they are broken, wherever that is") {
    const auto offset = GENERATE(range(0, 20));
    const std::string before(static_cast<std::size_t>(offset), 'a');
    CHECK(valid_utf8(before + "\xff" + before + "é\xC2") == before + "\uFFFD" + before + "é\uFFFD");
    CHECK(valid_utf8(before + "é" + before) == before + "é" + before);
}
