// How many characters a part of a pattern can match: a look-behind must know it exactly.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tree.hpp"

namespace necsus::pattern {

/// `groups`: the widths of the groups that are closed already, by number.
Width width_of(const Sequence& sequence, const std::vector<std::optional<Width>>& groups);

}  // namespace necsus::pattern
