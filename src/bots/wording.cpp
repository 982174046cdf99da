#include "wording.hpp"

#include <fmt/format.h>

#include "necsus/text/html.hpp"
#include "necsus/text/utf8.hpp"

namespace necsus {

namespace {

constexpr std::size_t max_excerpt_bytes = 500;

}  // namespace

std::string shown(std::string_view text) {
    return escape_html(excerpt(text, max_excerpt_bytes));
}

std::string code(std::string_view text) {
    return fmt::format("<code>{}</code>", shown(text));
}

std::string bold_name(const Bot& bot) {
    return fmt::format("<b>{}</b>", shown(bot.name));
}

std::string endpoint_of(const Bot& bot) {
    return code(without_user_info(bot.url));
}

std::string seconds(std::chrono::milliseconds time) {
    auto count = std::chrono::duration<double>(time).count();
    return fmt::format("{:g} second{}", count, count == 1 ? "" : "s");
}

}  // namespace necsus
