#include "necsus/model/bot.hpp"

#include <algorithm>
#include <utility>

#include "necsus/text/json_text.hpp"

namespace necsus {

namespace {

/// Where it begins, and where its @ stands. Also in what is no good URL: behind slashes of any kind and number, and
/// what is blank between them, or at the very beginning.
std::pair<std::size_t, std::size_t> user_info_of(std::string_view url) {
    constexpr std::string_view slashes = "/\\";
    constexpr std::string_view slashes_and_blanks = "/\\ \t\r\n\v\f";
    auto colon = std::min(url.find(':'), url.size());
    auto after_colon = url.substr(std::min(colon + 1, url.size()));
    after_colon.remove_prefix(
        std::min(after_colon.find_first_not_of(slashes_and_blanks.substr(2)), after_colon.size()));
    bool has_scheme = after_colon.find_first_of(slashes) == 0;
    auto begin = std::min(url.find_first_not_of(slashes_and_blanks, has_scheme ? colon + 1 : 0), url.size());
    auto authority = url.substr(begin, url.find_first_of("/?#", begin) - begin);
    auto at = authority.rfind('@');
    return {begin, at == std::string_view::npos ? at : begin + at};
}

/// The same, and what may be meant as one: a password with a slash in it ends the host, so what is before the slash is
/// taken for a host and a port. No port is spelled like that.
std::pair<std::size_t, std::size_t> possible_user_info_of(std::string_view url) {
    auto [begin, at] = user_info_of(url);
    auto last = url.rfind('@');
    if (at != std::string_view::npos || last == std::string_view::npos || last < begin) return {begin, at};
    auto authority = url.substr(begin, url.find_first_of("/?#", begin) - begin);
    auto colon = authority.rfind(':');
    bool has_port = colon == std::string_view::npos || authority.ends_with(']') ||
                    authority.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
    return {begin, has_port ? std::string_view::npos : last};
}

}  // namespace

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
    auto [begin, at] = possible_user_info_of(url);
    if (at == std::string_view::npos) return std::string(url);
    return std::string(url.substr(0, begin)).append("***").append(url.substr(at));
}

std::string cut_user_info(std::string_view url) {
    auto [begin, at] = user_info_of(url);
    if (at == std::string_view::npos) return std::string(url);
    return std::string(url.substr(0, begin)).append(url.substr(at + 1));
}

Bot for_other_rooms(Bot bot) {
    bot.url = without_user_info(bot.url);
    // One that a form of an older server installed has its URL as its name.
    if (bot.name.starts_with("(Auto) ")) bot.name = without_user_info(bot.name);
    return bot;
}

bool has_pattern(const Bot& bot) {
    return bot.responds_to && !bot.responds_to->empty();
}

}  // namespace necsus
