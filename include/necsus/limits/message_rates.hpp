// How often clients may change something, messages above all: each address, and all of them in one room
// (docs/dev/protocol.md, section 1).
#pragma once

#include "necsus/limits/token_buckets.hpp"

namespace necsus {

struct MessageRates {
    /// So many addresses, and rooms, are kept apart: some 100 bytes each.
    static constexpr std::size_t max_buckets = 65'536;

    MessageRates(Rate client, Rate room, bool limit_local_clients)
        : clients(client, max_buckets), rooms(room, max_buckets), limits_local_clients(limit_local_clients) {}

    TokenBuckets clients, rooms;
    bool limits_local_clients;  // those on this machine
};

}  // namespace necsus
