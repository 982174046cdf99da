#include "character_names.hpp"

#include <zlib.h>

#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "unicode.hpp"

namespace necsus::pattern {

namespace {

#include "character_names.inc"

constexpr std::u32string_view ideograph_prefix = U"CJK UNIFIED IDEOGRAPH-";
constexpr std::u32string_view syllable_prefix = U"HANGUL SYLLABLE ";

/// All names that follow no rule, unpacked when the first one is asked for: 1.5 MB.
class NameTable {
  public:
    NameTable() : lines_(name_lines_size, '\0'), slots_(slot_count) {
        uLongf size = lines_.size();
        const auto* packed = reinterpret_cast<const Bytef*>(packed_name_lines);
        auto state = uncompress(reinterpret_cast<Bytef*>(lines_.data()), &size, packed, sizeof packed_name_lines - 1);
        if (state != Z_OK || size != lines_.size()) throw std::runtime_error("the characters' names can't be unpacked");
        read_lines();
    }

    std::optional<char32_t> find(std::string_view name) const {
        for (auto i = first_slot(name); slots_[i].line != no_line; i = next_slot(i)) {
            if (line_at(slots_[i].line) == name) return slots_[i].character;
        }
        return std::nullopt;
    }

  private:
    // A hash table of our own: std::unordered_map would take three times as long to fill, and hold up the loop.
    struct Slot {
        std::uint32_t line = no_line;  // where in `lines_` the name begins
        char32_t character = 0;
    };
    static constexpr std::uint32_t no_line = 0xFFFFFFFF;
    static constexpr std::size_t slot_count = std::bit_ceil(name_count * 3 / 2);

    void read_lines() {
        std::uint32_t c = 0;
        for (std::uint32_t begin = 0; begin < lines_.size();) {
            auto line = line_at(begin);
            if (line[0] == '@') {
                std::from_chars(line.data() + 1, line.data() + line.size(), c, 16);
            } else {
                auto i = first_slot(line);
                while (slots_[i].line != no_line) i = next_slot(i);
                slots_[i] = {begin, c++};
            }
            begin += static_cast<std::uint32_t>(line.size()) + 1;
        }
    }

    std::string_view line_at(std::uint32_t begin) const {
        auto rest = std::string_view(lines_).substr(begin);
        return rest.substr(0, rest.find('\n'));
    }

    static std::size_t first_slot(std::string_view name) { return std::hash<std::string_view>()(name) % slot_count; }
    static std::size_t next_slot(std::size_t i) { return (i + 1) % slot_count; }

    std::string lines_;
    std::vector<Slot> slots_;
};

/// After "CJK UNIFIED IDEOGRAPH-": four or five hexadecimal digits, capitals only.
std::optional<char32_t> ideograph(std::u32string_view digits) {
    if (digits.size() != 4 && digits.size() != 5) return std::nullopt;
    char32_t value = 0;
    for (char32_t c : digits) {
        bool decimal = c >= '0' && c <= '9';
        if (!decimal && (c < 'A' || c > 'F')) return std::nullopt;
        value = value * 16 + (decimal ? c - '0' : c - 'A' + 10);
    }
    if (!in_ranges(unified_ideographs, value)) return std::nullopt;
    return value;
}

// The letters of a syllable in the order of their code points (Unicode 14, 3.12). The first consonant and the last
// may be nothing.
constexpr std::array<std::u32string_view, 19> leading = {U"G", U"GG", U"N", U"D",  U"DD", U"R", U"M",
                                                         U"B", U"BB", U"S", U"SS", U"",   U"J", U"JJ",
                                                         U"C", U"K",  U"T", U"P",  U"H"};
constexpr std::array<std::u32string_view, 21> vowels = {U"A",   U"AE", U"YA", U"YAE", U"EO", U"E",  U"YEO",
                                                        U"YE",  U"O",  U"WA", U"WAE", U"OE", U"YO", U"U",
                                                        U"WEO", U"WE", U"WI", U"YU",  U"EU", U"YI", U"I"};
constexpr std::array<std::u32string_view, 28> trailing = {
    U"",   U"G",  U"GG", U"GS", U"N",  U"NJ", U"NH", U"D",  U"L", U"LG", U"LM", U"LB", U"LS", U"LT",
    U"LP", U"LH", U"M",  U"B",  U"BS", U"S",  U"SS", U"NG", U"J", U"C",  U"K",  U"T",  U"P",  U"H"};

/// Takes the longest of `parts` that `text` begins with: its index, if there is one.
template <std::size_t count>
std::optional<std::uint32_t> take_part(const std::array<std::u32string_view, count>& parts, std::u32string_view& text) {
    std::optional<std::uint32_t> best;
    for (std::uint32_t i = 0; i < count; ++i) {
        if (text.starts_with(parts[i]) && (!best || parts[i].size() > parts[*best].size())) best = i;
    }
    if (best) text.remove_prefix(parts[*best].size());
    return best;
}

/// After "HANGUL SYLLABLE ": its letters' short names.
std::optional<char32_t> syllable(std::u32string_view letters) {
    auto first = take_part(leading, letters);
    auto vowel = take_part(vowels, letters);
    auto last = take_part(trailing, letters);
    if (!first || !vowel || !last || !letters.empty()) return std::nullopt;
    return 0xAC00 + (*first * 21 + *vowel) * 28 + *last;
}

/// As unicodedata.lookup: case matters only where a rule makes the name.
std::optional<char32_t> character_of(std::u32string_view name) {
    if (name.starts_with(ideograph_prefix)) return ideograph(name.substr(ideograph_prefix.size()));
    if (name.starts_with(syllable_prefix)) return syllable(name.substr(syllable_prefix.size()));
    static const auto& table = *new NameTable;  // never destroyed: a worker thread may use it when the program ends
    std::string capitals;
    for (char32_t c : name) {
        if (c >= 0x80) return std::nullopt;
        capitals += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    }
    return table.find(capitals);
}

}  // namespace

char32_t named_character(PatternSource& source) {
    if (!source.match('{')) source.fail("missing {");
    auto name = source.get_until('}', "character name");
    auto character = character_of(name);
    if (!character) source.fail("undefined character name " + repr(name), name.size() + 4);
    return *character;
}

}  // namespace necsus::pattern
