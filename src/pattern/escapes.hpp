// What a backslash and the characters after it mean, outside and inside a class.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "pattern_source.hpp"
#include "tree.hpp"

namespace necsus::pattern {

struct GroupNumber {
    std::uint32_t group;
    std::size_t length;  // of the escape, for error positions
};

/// A character, a category, an anchor, or a reference to a group.
using Escape = std::variant<char32_t, Category, Anchor, GroupNumber>;

/// `escape` is the token that was just taken; digits after it are taken here. Throws SyntaxError.
Escape read_escape(PatternSource& source, std::u32string_view escape);

/// The same inside a class: no anchors, no groups, \b is a backspace.
std::variant<char32_t, Category> read_class_escape(PatternSource& source, std::u32string_view escape);

}  // namespace necsus::pattern
