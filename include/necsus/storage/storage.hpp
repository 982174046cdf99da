// The database and its repositories, put together.
#pragma once

#include <chrono>
#include <string>

#include "necsus/storage/bots.hpp"
#include "necsus/storage/database.hpp"
#include "necsus/storage/messages.hpp"
#include "necsus/storage/purge.hpp"

namespace necsus {

struct Storage {
    /// See Database's and MessageRepository's own.
    Storage(Executor executor, Workers& workers, const std::string& path, const std::string& synchronous,
            std::chrono::seconds idempotency_time)
        : database(executor, workers, path, synchronous),
          messages(database, idempotency_time),
          bots(database),
          purge(executor, database) {}

    Database database;
    MessageRepository messages;
    BotRepository bots;
    Purge purge;
};

}  // namespace necsus
