// The parts that handlers work with.
#pragma once

#include "necsus/bots/dispatcher.hpp"
#include "necsus/bots/forms.hpp"
#include "necsus/http/static_files.hpp"
#include "necsus/rooms/rooms.hpp"
#include "necsus/storage/bots.hpp"
#include "necsus/storage/messages.hpp"
#include "necsus/workers.hpp"

namespace necsus {

struct App {
    // For reading; what changes anything goes by way of `rooms`.
    MessageRepository& messages;
    BotRepository& bots;
    Rooms& rooms;
    Dispatcher& dispatcher;
    Forms& forms;
    Workers& workers;   // for long JSON
    StaticFiles share;  // client/, docs/, api.yaml
};

}  // namespace necsus
