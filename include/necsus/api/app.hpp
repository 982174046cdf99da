// The parts that handlers work with.
#pragma once

#include "necsus/async.hpp"
#include "necsus/bots/dispatcher.hpp"
#include "necsus/broker/broker.hpp"
#include "necsus/http/static_files.hpp"
#include "necsus/rooms/rooms.hpp"
#include "necsus/storage/bot_repository.hpp"
#include "necsus/storage/database.hpp"
#include "necsus/storage/message_repository.hpp"
#include "necsus/workers.hpp"

namespace necsus {

struct App {
    Executor executor;
    Database& database;
    MessageRepository& messages;
    BotRepository& bots;
    Broker& broker;
    Rooms& rooms;
    Dispatcher& dispatcher;
    Workers& workers;
    BacklogBounds backlog;
    StaticFiles share;  // client/, docs/, api.yaml
};

}  // namespace necsus
