// Writing JSON strings: of megabytes, too, on the loop.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

#include "necsus/text/json_text.hpp"

namespace necsus {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

/// What stands in a JSON string for each byte, and how many bytes that is: itself, two behind a backslash, or \u00….
struct Encoded {
    std::array<char, 8> bytes{};
    std::uint8_t size = 1;
};

constexpr std::array<Encoded, 256> encoded = [] {
    std::array<Encoded, 256> table{};
    for (std::size_t c = 0; c < table.size(); ++c) {
        table[c].bytes[0] = static_cast<char>(c);
        if (c < 0x20) table[c] = {{'\\', 'u', '0', '0', hex_digits[c >> 4U], hex_digits[c & 15U]}, 6};
    }
    for (auto [c, letter] : {std::pair('"', '"'), {'\\', '\\'}, {'\n', 'n'}, {'\r', 'r'}, {'\t', 't'}}) {
        table[static_cast<unsigned char>(c)] = {{'\\', letter}, 2};
    }
    return table;
}();

const Encoded& encoded_as(char c) {
    return encoded[static_cast<unsigned char>(c)];
}

/// All of it stands for itself, as most of most texts does: so eight bytes at a time.
bool is_plain(std::string_view text) {
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t tops = 0x80 * ones;
    auto has_less = [](std::uint64_t bytes, std::uint64_t than) { return (bytes - than * ones) & ~bytes & tops; };
    std::size_t i = 0;
    for (std::uint64_t eight = 0; text.size() - i >= sizeof eight; i += sizeof eight) {
        std::memcpy(&eight, text.data() + i, sizeof eight);
        auto special = has_less(eight, 0x20) | has_less(eight ^ ('"' * ones), 1) | has_less(eight ^ ('\\' * ones), 1);
        if (special != 0) return false;
    }
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(),
                       [](char c) { return encoded_as(c).size == 1; });
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    if (is_plain(text)) {
        (out += '"').append(text) += '"';
        return;
    }
    std::size_t bytes = 2;
    for (char c : text) bytes += encoded_as(c).size;
    auto begin = out.size();
    out.resize(begin + bytes);
    char* to = out.data() + begin;
    *to++ = '"';
    for (char c : text) {
        const auto& stands_for = encoded_as(c);
        std::memcpy(to, stands_for.bytes.data(), stands_for.size == 1 ? 1 : 2);
        if (stands_for.size > 2) std::memcpy(to + 2, stands_for.bytes.data() + 2, 4);
        to += stands_for.size;
    }
    *to = '"';
}

}  // namespace necsus
