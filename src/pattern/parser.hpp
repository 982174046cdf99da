// Python's re syntax into a tree, or Python's error in Python's words (its re/_parser is what decides).
#pragma once

#include <string_view>

#include "pattern_source.hpp"
#include "tree.hpp"

namespace necsus::pattern {

/// `pattern` as re.compile(pattern, re.IGNORECASE) reads it. Throws SyntaxError.
Tree parse(std::u32string_view pattern);

}  // namespace necsus::pattern
