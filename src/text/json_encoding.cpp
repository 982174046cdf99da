#include "necsus/text/json_encoding.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "necsus/text/utf8.hpp"

namespace necsus {

namespace {

struct Encoding {
    unsigned unit_bytes;  // 1, 2 or 4
    bool big_endian;
    std::size_t bom_bytes;
};

using namespace std::string_view_literals;

Encoding encoding_of(std::string_view body) {
    if (body.starts_with("\x00\x00\xFE\xFF"sv)) return {4, true, 4};
    if (body.starts_with("\xFF\xFE\x00\x00"sv)) return {4, false, 4};
    if (body.starts_with("\xFE\xFF"sv)) return {2, true, 2};
    if (body.starts_with("\xFF\xFE"sv)) return {2, false, 2};
    if (body.starts_with("\xEF\xBB\xBF"sv)) return {1, false, 3};
    if (body.size() >= 4) {
        if (body[0] == 0) return {body[1] != 0 ? 2U : 4U, true, 0};
        if (body[1] == 0) return {body[2] != 0 || body[3] != 0 ? 2U : 4U, false, 0};
    } else if (body.size() == 2) {
        if (body[0] == 0) return {2, true, 0};
        if (body[1] == 0) return {2, false, 0};
    }
    return {1, false, 0};
}

std::uint32_t unit_at(std::string_view text, std::size_t at, const Encoding& encoding) {
    std::uint32_t unit = 0;
    for (unsigned i = 0; i < encoding.unit_bytes; ++i) {
        auto place = encoding.big_endian ? i : encoding.unit_bytes - 1 - i;
        unit = (unit << 8U) | static_cast<unsigned char>(text[at + place]);
    }
    return unit;
}

bool is_surrogate(std::uint32_t unit) {
    return unit >= 0xD800 && unit < 0xE000;
}

/// Nothing for half a unit, a lone surrogate, or what lies beyond Unicode.
std::optional<std::string> wide_as_utf8(std::string_view text, const Encoding& encoding) {
    if (text.size() % encoding.unit_bytes != 0) return std::nullopt;
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += encoding.unit_bytes) {
        auto character = unit_at(text, at, encoding);
        bool pair = encoding.unit_bytes == 2 && character >= 0xD800 && character < 0xDC00 && at + 4 <= text.size();
        if (pair) {
            at += 2;
            auto low = unit_at(text, at, encoding);
            if (low < 0xDC00 || low > 0xDFFF) return std::nullopt;
            character = 0x10000 + ((character - 0xD800) << 10U) + (low - 0xDC00);
        }
        if (is_surrogate(character) || character > 0x10FFFF) return std::nullopt;
        append_utf8(out, static_cast<char32_t>(character));
    }
    return out;
}

// As Python knows them; "_" and "-" are one to it.
constexpr std::array<std::string_view, 8> latin_1_names = {"iso-8859-1", "iso8859-1", "latin-1", "latin1",
                                                           "latin",      "l1",        "8859",    "cp819"};
constexpr std::array<std::string_view, 3> windows_1252_names = {"windows-1252", "cp1252", "1252"};

bool is_any_of(std::string_view charset, const auto& names) {
    std::string name(charset);
    std::replace(name.begin(), name.end(), '_', '-');
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// What Windows-1252 has in place of Latin-1's controls from 0x80 on; 0xFFFD where it has nothing.
constexpr std::array<char16_t, 32> windows_1252 = {0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                                   0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

std::string one_byte_as_utf8(std::string_view text, bool of_windows) {
    std::string out;
    out.reserve(text.size());
    for (char c : text) {
        auto byte = static_cast<unsigned char>(c);
        bool differs = of_windows && byte >= 0x80 && byte < 0xA0;
        append_utf8(out, differs ? windows_1252.at(byte - 0x80U) : byte);
    }
    return out;
}

}  // namespace

std::optional<std::string> json_as_utf8(std::string body, std::string_view charset) {
    if (is_any_of(charset, latin_1_names)) return one_byte_as_utf8(body, false);
    if (is_any_of(charset, windows_1252_names)) return one_byte_as_utf8(body, true);
    auto encoding = encoding_of(body);
    body.erase(0, encoding.bom_bytes);
    if (encoding.unit_bytes > 1) return wide_as_utf8(body, encoding);
    if (valid_utf8(body) != body) return std::nullopt;
    return body;
}

}  // namespace necsus
