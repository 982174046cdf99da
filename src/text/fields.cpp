#include "necsus/text/fields.hpp"

#include <algorithm>

namespace necsus {

namespace {

char lower(char c) {
    return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::string_view trimmed(std::string_view text, std::string_view whitespace) {
    text.remove_prefix(std::min(text.find_first_not_of(whitespace), text.size()));
    return text.substr(0, text.find_last_not_of(whitespace) + 1);
}

std::string_view trimmed_of(std::string_view text, std::span<const std::string_view> whitespace) {
    auto any = [&](auto test) { return std::find_if(whitespace.begin(), whitespace.end(), test); };
    for (;;) {
        if (auto first = any([&](auto c) { return text.starts_with(c); }); first != whitespace.end()) {
            text.remove_prefix(first->size());
        } else if (auto last = any([&](auto c) { return text.ends_with(c); }); last != whitespace.end()) {
            text.remove_suffix(last->size());
        } else {
            return text;
        }
    }
}

std::string lowercase(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::vector<std::string_view> comma_separated(std::string_view list) {
    std::vector<std::string_view> elements;
    while (!list.empty()) {
        auto element = list.substr(0, list.find(','));
        list.remove_prefix(std::min(element.size() + 1, list.size()));
        element = trimmed(element);
        if (!element.empty()) elements.push_back(element);
    }
    return elements;
}

}  // namespace necsus
