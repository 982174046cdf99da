// The database and its repositories, put together.
#pragma once

#include <string>

#include "necsus/storage/bots.hpp"
#include "necsus/storage/database.hpp"
#include "necsus/storage/in_flight.hpp"
#include "necsus/storage/key_expiry.hpp"
#include "necsus/storage/messages.hpp"
#include "necsus/storage/purge.hpp"

namespace necsus {

struct Storage {
    /// See Database's and MessageRepository's own.
    Storage(Executor executor, Workers& workers, const std::string& path, const std::string& synchronous,
            KeyBounds keys, LockBounds locks = {})
        : database(executor, workers, path, synchronous, locks),
          in_flight(executor, database),
          messages(executor, database, in_flight, keys),
          bots(database),
          purge(executor, database),
          key_expiry(executor, database, keys.time) {}

    Database database;
    InFlight in_flight;
    MessageRepository messages;
    BotRepository bots;
    Purge purge;
    KeyExpiry key_expiry;
};

}  // namespace necsus
