#include "necsus/http/request.hpp"

#include <algorithm>

#include "necsus/text/fields.hpp"

namespace necsus {

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
    auto elements = comma_separated(header);
    return std::any_of(elements.begin(), elements.end(), [&](auto element) {
        return equal_ignoring_case(trimmed(element.substr(0, element.find_first_of(";="))), token);
    });
}

}  // namespace necsus
