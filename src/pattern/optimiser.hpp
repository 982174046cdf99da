// What a match must begin with and contain, read off the program: most messages are told at a glance not to match.
#pragma once

#include "program.hpp"

namespace necsus::pattern {

/// Fills in `only_at_start`, `may_be_empty`, `first` and `required`, and what follows each repeat_unit.
void optimise(Program& program);

}  // namespace necsus::pattern
