// The tree into a program.
#pragma once

#include <stdexcept>

#include "program.hpp"
#include "thread_time.hpp"
#include "tree.hpp"

namespace necsus::pattern {

/// It took longer to compile than was allowed.
struct CompileTimedOut : std::runtime_error {
    CompileTimedOut() : std::runtime_error("compiling took too long") {}
};

/// Throws SyntaxError for what Python finds only here, and CompileTimedOut.
Program compile(const Tree& tree, ThreadTime::time_point deadline);

}  // namespace necsus::pattern
