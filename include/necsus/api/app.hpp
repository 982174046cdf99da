// The parts that handlers work with.
#pragma once

#include <chrono>

#include "necsus/bots/dispatcher.hpp"
#include "necsus/bots/forms.hpp"
#include "necsus/http/static_files.hpp"
#include "necsus/limits/field_limits.hpp"
#include "necsus/limits/message_rates.hpp"
#include "necsus/limits/page_memory.hpp"
#include "necsus/rooms/rooms.hpp"
#include "necsus/storage/bots.hpp"
#include "necsus/storage/database.hpp"
#include "necsus/storage/messages.hpp"
#include "necsus/workers.hpp"

namespace necsus {

struct App {
    Database& database;  // to see whether it works
    // For reading; what changes anything goes by way of `rooms`.
    MessageRepository& messages;
    BotRepository& bots;
    Rooms& rooms;
    Dispatcher& dispatcher;
    Forms& forms;
    Workers& workers;  // for long JSON
    PageMemory& answers;
    StaticFiles share;  // client/, docs/, api.yaml
    FieldLimits fields = {};
    MessageRates rates = {{100, 2'000}, {200, 3'000}, false};
    bool lists_bots_of_all_rooms = true;
    std::chrono::microseconds pattern_time{10'000};  // for a search
};

}  // namespace necsus
