#include "necsus/http/request.hpp"

#include <algorithm>
#include <cctype>

namespace necsus {

namespace {

std::string_view trim(std::string_view text) {
    auto begin = std::min(text.find_first_not_of(" \t"), text.size());
    text.remove_prefix(begin);
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (key == name) return value;
    }
    return {};
}

bool Request::has_header(std::string_view name) const {
    return std::any_of(headers.begin(), headers.end(), [&](const auto& header) { return header.first == name; });
}

bool list_holds(std::string_view header, std::string_view token) {
    while (!header.empty()) {
        auto element = header.substr(0, header.find(','));
        header.remove_prefix(std::min(element.size() + 1, header.size()));
        auto name = trim(element.substr(0, element.find_first_of(";=")));
        if (same_ignoring_case(name, token)) return true;
    }
    return false;
}

}  // namespace necsus
