#include "escapes.hpp"

#include <fmt/format.h>

#include "character_names.hpp"

namespace necsus::pattern {

namespace {

bool is_octal(char32_t c) {
    return c >= '0' && c <= '7';
}

bool is_hex(char32_t c) {
    return is_decimal(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_ascii_letter(char32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::uint32_t number(std::u32string_view digits, std::uint32_t base) {
    std::uint32_t value = 0;
    for (char32_t c : digits) {
        std::uint32_t digit = is_decimal(c) ? c - '0' : (c | 0x20U) - 'a' + 10;
        value = value * base + digit;
    }
    return value;
}

std::optional<Category> category_of(char32_t letter) {
    switch (letter) {
        case 'd':
            return Category::digit;
        case 'D':
            return Category::not_digit;
        case 's':
            return Category::space;
        case 'S':
            return Category::not_space;
        case 'w':
            return Category::word;
        case 'W':
            return Category::not_word;
        default:
            return std::nullopt;
    }
}

std::optional<Anchor> anchor_of(char32_t letter) {
    switch (letter) {
        case 'A':
            return Anchor::text_begin;
        case 'Z':
            return Anchor::text_end;
        case 'b':
            return Anchor::boundary;
        case 'B':
            return Anchor::not_boundary;
        default:
            return std::nullopt;
    }
}

std::optional<char32_t> control_character(char32_t letter) {
    switch (letter) {
        case 'a':
            return U'\a';
        case 'b':
            return U'\b';  // in classes only: outside, the anchor is looked for first
        case 'f':
            return U'\f';
        case 'n':
            return U'\n';
        case 'r':
            return U'\r';
        case 't':
            return U'\t';
        case 'v':
            return U'\v';
        default:
            return std::nullopt;
    }
}

[[noreturn]] void bad_escape(const PatternSource& source, std::u32string_view escape) {
    source.fail("bad escape " + to_utf8(escape), escape.size());
}

[[noreturn]] void octal_too_large(const PatternSource& source, const std::u32string& escape) {
    source.fail(fmt::format("octal escape value {} outside of range 0-0o377", to_utf8(escape)), escape.size());
}

/// \xHH, \uHHHH and \UHHHHHHHH, and \N{…}; nothing for another letter.
std::optional<char32_t> coded_character(PatternSource& source, std::u32string_view escape) {
    char32_t letter = escape[1];
    if (letter == 'N') return named_character(source);
    std::size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    if (digits == 0) return std::nullopt;
    auto whole = std::u32string(escape);
    whole += source.get_while(digits, is_hex);
    if (whole.size() != digits + 2) source.fail("incomplete escape " + to_utf8(whole), whole.size());
    auto value = number(std::u32string_view(whole).substr(2), 16);
    if (value > 0x10FFFF) bad_escape(source, whole);
    return value;
}

/// Punctuation and everything beyond ASCII stand for themselves; unknown letters are kept for later versions of re.
char32_t plain_character(PatternSource& source, std::u32string_view escape) {
    if (is_ascii_letter(escape[1])) bad_escape(source, escape);
    return escape[1];
}

/// After \1 to \9: a group of one or two digits, or a character of three octal ones.
Escape number_escape(PatternSource& source, std::u32string_view escape) {
    auto whole = std::u32string(escape);
    whole += source.get_while(1, is_decimal);
    auto next = source.next();
    bool third_is_octal = next.size() == 1 && is_octal(next[0]);
    if (whole.size() == 3 && is_octal(whole[1]) && is_octal(whole[2]) && third_is_octal) {
        whole += source.get();
        auto value = number(std::u32string_view(whole).substr(1), 8);
        if (value > 0377) octal_too_large(source, whole);
        return value;
    }
    return GroupNumber{number(std::u32string_view(whole).substr(1), 10), whole.size()};
}

}  // namespace

Escape read_escape(PatternSource& source, std::u32string_view escape) {
    char32_t letter = escape[1];
    if (auto category = category_of(letter)) return *category;
    if (auto anchor = anchor_of(letter)) return *anchor;
    if (auto control = control_character(letter)) return *control;
    if (auto coded = coded_character(source, escape)) return *coded;
    if (letter == '0') {
        auto digits = U"0" + std::u32string(source.get_while(2, is_octal));
        return static_cast<char32_t>(number(digits, 8));
    }
    if (is_decimal(letter)) return number_escape(source, escape);
    return plain_character(source, escape);
}

std::variant<char32_t, Category> read_class_escape(PatternSource& source, std::u32string_view escape) {
    char32_t letter = escape[1];
    if (auto control = control_character(letter)) return *control;
    if (auto category = category_of(letter)) return *category;
    if (auto coded = coded_character(source, escape)) return *coded;
    if (is_octal(letter)) {
        auto whole = std::u32string(escape);
        whole += source.get_while(2, is_octal);
        auto value = number(std::u32string_view(whole).substr(1), 8);
        if (value > 0377) octal_too_large(source, whole);
        return value;
    }
    if (is_decimal(letter)) bad_escape(source, escape);
    return plain_character(source, escape);
}

}  // namespace necsus::pattern
