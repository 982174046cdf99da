// A class as the matcher asks it: is this character in it?
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tree.hpp"

namespace necsus::pattern {

/// How case is ignored: not at all, among ASCII letters, or over all of Unicode.
enum class Folding : std::uint8_t { none, ascii, unicode };

Folding folding_of(Flags flags);

inline char32_t fold(char32_t c, Folding folding) {
    return folding == Folding::none ? c : folding == Folding::ascii ? lower_ascii(c) : lower(c);
}

class CharacterSet {
  public:
    CharacterSet(const std::vector<SetItem>& items, bool negated, Flags flags);

    bool holds(char32_t c) const {
        if (c < low_.size() * 64) return (low_[c >> 6U] >> (c & 63U) & 1U) != 0;
        return holds_high(c);
    }

    /// The answers for ASCII, as 128 bits.
    std::array<std::uint64_t, 2> ascii() const { return {low_[0], low_[1]}; }

    /// What it takes of memory beside itself.
    std::size_t bytes() const { return (ranges_.capacity() + upper_ranges_.capacity()) * sizeof(Range); }

  private:
    void add_folded(char32_t first, char32_t last);
    void add_beyond_bmp(const SetItem& item);
    bool holds_high(char32_t c) const;
    bool is_member(char32_t folded) const;
    void fill_low();

    std::array<std::uint64_t, 4> low_{};  // the answer for each of the first 256 characters
    std::vector<Range> ranges_;           // of folded characters
    std::vector<Range> upper_ranges_;     // a folded character's capital counts too
    std::uint8_t categories_ = 0;         // bits by Category
    Folding folding_;
    bool ascii_categories_;
    bool negated_;
};

}  // namespace necsus::pattern
