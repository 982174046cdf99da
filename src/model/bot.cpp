#include "necsus/model/bot.hpp"

#include "necsus/text/json_text.hpp"

namespace necsus {

std::string to_json(const Bot& bot) {
    JsonObject json(bot.name.size() + bot.url.size() + 120);
    json.add("id", bot.id)
        .add("room", bot.room)
        .add("name", bot.name)
        .add("responds_to", bot.responds_to)
        .add("url", bot.url);
    return std::move(json).finish();
}

bool has_pattern(const Bot& bot) {
    return bot.responds_to && !bot.responds_to->empty();
}

}  // namespace necsus
