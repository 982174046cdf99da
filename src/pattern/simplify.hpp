// What Python's parser makes simpler while it reads. It can be told from outside: by what may be repeated, and by what
// a look-behind takes for a fixed width.
#pragma once

#include <vector>

#include "tree.hpp"

namespace necsus::pattern {

/// A non-capturing group without flags.
bool is_plain_group(const Node& node);

/// `nodes` without plain groups, whose content stands in their place.
Sequence dissolved(Sequence nodes);

/// Two alternatives or more as a sequence: what all begin with, then a class or a branch.
Sequence joined(std::vector<Sequence> alternatives);

}  // namespace necsus::pattern
