// \N{NAME}: a character by its Unicode name.
#pragma once

#include "pattern_source.hpp"

namespace necsus::pattern {

/// Reads {NAME} after \N. Throws SyntaxError.
char32_t named_character(PatternSource& source);

}  // namespace necsus::pattern
