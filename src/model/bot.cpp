#include "necsus/model/bot.hpp"

#include <algorithm>

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

std::string without_user_info(std::string_view url) {
    // Also in what is no good URL: behind slashes of any kind and number, or at the very beginning.
    constexpr std::string_view slashes = "/\\";
    auto colon = std::min(url.find(':'), url.size());
    bool has_scheme = url.substr(colon).find_first_of(slashes) == 1;
    auto begin = std::min(url.find_first_not_of(slashes, has_scheme ? colon + 1 : 0), url.size());
    auto authority = url.substr(begin, url.find_first_of("/?#", begin) - begin);
    auto at = authority.rfind('@');
    if (at == std::string_view::npos) return std::string(url);
    return std::string(url.substr(0, begin)).append("***").append(url.substr(begin + at));
}

bool has_pattern(const Bot& bot) {
    return bot.responds_to && !bot.responds_to->empty();
}

}  // namespace necsus
