// A text to be searched, made ready once for all the patterns that are tried on it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace necsus {

/// `utf8` must be valid. Offsets count characters, as Python's do.
struct Subject {
    explicit Subject(std::string_view utf8);

    /// The characters from `begin` to `end`, as UTF-8.
    std::string part(std::size_t begin, std::size_t end) const;

    std::string utf8;
    std::u32string text;
    std::u32string lowered;                // each character's small letter
    std::array<std::uint64_t, 2> ascii{};  // which ASCII characters occur, as bits
    bool has_others = false;               // and whether any beyond ASCII does
};

}  // namespace necsus
