// \N{NAME}: a character by its Unicode name or an alias of it. Names of sequences of characters are undefined, as in
// re.
#pragma once

#include "pattern_source.hpp"

namespace necsus::pattern {

/// Reads {NAME} after \N. Throws SyntaxError. The first call unpacks the table of names, in a few milliseconds.
char32_t named_character(PatternSource& source);

}  // namespace necsus::pattern
