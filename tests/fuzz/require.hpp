// For fuzzers: what must hold, whatever the input.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace necsus {

/// Ends the fuzzer with a finding.
inline void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "Doesn't hold: %s\n", what);
    std::abort();
}

}  // namespace necsus
