// Memory that a peak took and nobody uses any more is given back to the system once it is quiet.
#pragma once

#include "necsus/async.hpp"

namespace necsus {

/// Looks every few seconds, for as long as the loop runs, and holds it for 2 ms at a time.
awaitable<void> give_back_memory(Executor executor);

}  // namespace necsus
