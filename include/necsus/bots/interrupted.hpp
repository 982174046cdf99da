// What bots were doing when the server was killed: at the next start their rooms are told, and nobody is called again
// (docs/dev/protocol.md, section 5).
#pragma once

#include <string>
#include <vector>

#include "necsus/async.hpp"
#include "necsus/bots/dispatcher.hpp"
#include "necsus/rooms/rooms.hpp"
#include "necsus/storage/storage.hpp"

namespace necsus {

/// Tells the rooms of `left`, which are sorted by room, one after the other.
awaitable<void> tell_interrupted(Executor executor, Rooms& rooms, Storage& storage, Dispatcher& dispatcher,
                                 std::vector<LeftActivation> left);

}  // namespace necsus
