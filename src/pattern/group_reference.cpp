#include "group_reference.hpp"

#include <fmt/format.h>

#include "pattern_source.hpp"
#include "unicode.hpp"

namespace necsus::pattern {

namespace {

constexpr std::uint64_t max_groups = 1'073'741'823;  // re's own MAXGROUPS
constexpr std::size_t max_digits = 4300;             // int() refuses more

/// The separators U+001C to U+001F are no space for int().
bool is_space(char32_t c) {
    return in_ranges(space_ranges(), c) && (c < 0x1C || c > 0x1F);
}

std::u32string_view strip(std::u32string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

/// The digits of int(text) in ASCII, without leading zeros; nothing if int() refuses it or it is negative.
std::string digits_of(std::u32string_view text) {
    text = strip(text);
    bool negative = !text.empty() && text[0] == '-';
    if (negative || (!text.empty() && text[0] == '+')) text.remove_prefix(1);
    std::string digits;
    bool after_digit = false;
    for (char32_t c : text) {
        int value = digit_value(c);
        bool joins = c == '_' && after_digit;
        if (value < 0 && !joins) return {};
        after_digit = value >= 0;
        if (after_digit) digits += static_cast<char>('0' + value);
    }
    if (!after_digit || digits.size() > max_digits) return {};
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    return negative && digits != "0" ? std::string() : digits;
}

}  // namespace

GroupReference read_group_number(std::u32string_view text) {
    auto digits = digits_of(text);
    if (digits.empty()) return {0, "bad character in group name " + repr(text)};
    if (digits == "0") return {0, "bad group number"};
    bool too_large = digits.size() > 10 || std::stoull(digits) >= max_groups;
    if (too_large) return {0, "invalid group reference " + digits};
    return {static_cast<std::uint32_t>(std::stoul(digits)), {}};
}

}  // namespace necsus::pattern
