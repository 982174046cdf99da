// The tree into a program.
#pragma once

#include <chrono>
#include <stdexcept>

#include "program.hpp"
#include "tree.hpp"

namespace necsus::pattern {

/// It took longer to compile than was allowed.
struct CompileTimedOut : std::runtime_error {
    CompileTimedOut() : std::runtime_error("compiling took too long") {}
};

/// Throws SyntaxError for what Python finds only here, and CompileTimedOut.
Program compile(const Tree& tree, std::chrono::steady_clock::time_point deadline);

}  // namespace necsus::pattern
