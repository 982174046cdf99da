#include "necsus/text/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace necsus {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

unsigned char byte(std::string_view text, std::size_t i) {
    return static_cast<unsigned char>(text[i]);
}

bool continues(std::string_view text, std::size_t i) {
    return i < text.size() && (byte(text, i) & 0xC0U) == 0x80U;
}

}  // namespace

std::size_t utf8_character_length(std::string_view text) {
    if (text.empty()) return 0;
    auto first = byte(text, 0);
    if (first < 0x80) return 1;
    if (first < 0xC2 || !continues(text, 1)) return 0;
    if (first < 0xE0) return 2;
    auto second = byte(text, 1);
    if (first < 0xF0) {
        bool overlong = first == 0xE0 && second < 0xA0;
        bool surrogate = first == 0xED && second >= 0xA0;
        return overlong || surrogate || !continues(text, 2) ? 0 : 3;
    }
    bool overlong = first == 0xF0 && second < 0x90;
    bool too_large = first > 0xF4 || (first == 0xF4 && second >= 0x90);
    return overlong || too_large || !continues(text, 2) || !continues(text, 3) ? 0 : 4;
}

namespace {

/// How many bytes at the start of `text`, which begins no character, are the beginning of one that was cut off; at
/// least 1. (Unicode 14, 3.9: one U+FFFD for each "maximal subpart".)
std::size_t broken_length(std::string_view text) {
    auto first = byte(text, 0);
    if (first < 0xC2 || first > 0xF4 || text.size() < 2) return 1;
    auto second = byte(text, 1);
    auto least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    auto most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most) return 1;
    return first >= 0xF0 && continues(text, 2) ? 3 : 2;
}

/// How many of the bytes at the start are surely ASCII: most of most texts, so eight at a time.
std::size_t ascii_length(std::string_view text) {
    std::size_t length = 0;
    for (std::uint64_t eight = 0; text.size() - length >= sizeof eight; length += sizeof eight) {
        std::memcpy(&eight, text.data() + length, sizeof eight);
        if ((eight & 0x8080808080808080U) != 0) break;
    }
    return length;
}

}  // namespace

bool is_utf8(std::string_view text) {
    for (std::size_t i = ascii_length(text); i < text.size(); i += ascii_length(text.substr(i))) {
        auto length = utf8_character_length(text.substr(i));
        if (length == 0) return false;
        i += length;
    }
    return true;
}

std::string valid_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::size_t copied = 0;
    for (std::size_t i = ascii_length(text); i < text.size(); i += ascii_length(text.substr(i))) {
        auto rest = text.substr(i);
        auto length = utf8_character_length(rest);
        if (length > 0) {
            i += length;
            continue;
        }
        out.append(text, copied, i - copied).append(replacement);
        i += broken_length(rest);
        copied = i;
    }
    return out.append(text, copied);
}

void append_utf8(std::string& out, char32_t character) {
    auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | ((character >> shift) & 0x3FU)); };
    if (character < 0x80) {
        out += static_cast<char>(character);
    } else if (character < 0x800) {
        out += static_cast<char>(0xC0U | (character >> 6U));
        tail(0);
    } else if (character > 0x10FFFF || (character >= 0xD800 && character < 0xE000)) {
        out += replacement;
    } else if (character < 0x10000) {
        out += static_cast<char>(0xE0U | (character >> 12U));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0U | (character >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::string excerpt(std::string_view text, std::size_t max_bytes) {
    // Mending never shortens. So these bytes make more than `max_bytes`, and what is cut apart here lies behind those.
    constexpr std::size_t longest_character = 4;
    auto beginning = valid_utf8(text.substr(0, max_bytes + longest_character));
    if (beginning.size() <= max_bytes) return beginning;
    while (max_bytes > 0 && continues(beginning, max_bytes)) --max_bytes;
    beginning.resize(max_bytes);
    return beginning + "…";
}

}  // namespace necsus
