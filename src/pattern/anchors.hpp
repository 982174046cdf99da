// Anchors: what takes no character but asks where it stands.
#pragma once

#include "scanner.hpp"

namespace necsus::pattern {

/// `anchor` is an Op::anchor.
bool holds(const Instruction& anchor, const Scanner& text, Position at);

}  // namespace necsus::pattern
