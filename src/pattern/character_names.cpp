#include "character_names.hpp"

namespace necsus::pattern {

char32_t named_character(PatternSource& source) {
    if (!source.match('{')) source.fail("missing {");
    auto name = source.get_until('}', "character name");
    source.fail("undefined character name " + repr(name), name.size() + 4);
}

}  // namespace necsus::pattern
