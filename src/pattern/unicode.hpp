// What Python's re asks of Unicode: categories, and case one letter to one letter.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace necsus::pattern {

struct Range {
    char32_t first, last;  // inclusive
};

/// Every `step`-th character from `first` to `last` moves by `distance` to change its case.
struct CaseRun {
    char32_t first, last;
    std::uint8_t step;
    std::int32_t distance;
};

/// Another small letter with the same capital: i and ı, s and ſ, …
struct ExtraCase {
    char32_t letter, partner;
};

/// Sorted, disjoint.
std::span<const Range> word_ranges();   // str.isalnum() and "_"
std::span<const Range> digit_ranges();  // str.isdecimal()
std::span<const Range> space_ranges();  // str.isspace()

std::span<const CaseRun> lower_runs();

/// In order of `letter`.
std::span<const ExtraCase> extra_cases();
std::span<const ExtraCase> extra_cases_of(char32_t letter);

bool is_word(char32_t c);
bool is_word_ascii(char32_t c);
bool is_letter(char32_t c);  // str.isalpha()
bool is_identifier_start(char32_t c);
bool is_identifier_part(char32_t c);
bool is_printable(char32_t c);
/// 0 to 9, or -1. Of any script.
int digit_value(char32_t c);

char32_t lower_of_other(char32_t c);
/// The small letter of `c`, or `c`.
inline char32_t lower(char32_t c) {
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
    return lower_of_other(c);
}
inline char32_t lower_ascii(char32_t c) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}
char32_t upper(char32_t c);

bool in_ranges(std::span<const Range> ranges, char32_t c);

}  // namespace necsus::pattern
