#include "necsus/http/query.hpp"

#include <algorithm>
#include <limits>

#include "necsus/text/fields.hpp"
#include "necsus/text/utf8.hpp"

namespace necsus {

namespace {

std::optional<unsigned> hex_value(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

std::string form_decode(std::string_view text) {
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return percent_decode(spaced);
}

/// What str.strip() removes, as far as it can stand at the ends of a number: ASCII's whitespace and Unicode's.
constexpr std::string_view python_whitespace[] = {
    " ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\x1c",   "\x1d",   "\x1e",   "\x1f",
    "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
    "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

}  // namespace

std::string percent_decode(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            auto high = hex_value(text[i + 1]);
            auto low = hex_value(text[i + 2]);
            if (high && low) {
                bytes += static_cast<char>(*high * 16 + *low);
                i += 2;
                continue;
            }
        }
        bytes += text[i];
    }
    return valid_utf8(bytes);
}

Query::Query(std::string_view text) {
    while (!text.empty()) {
        auto field = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(field.size() + 1, text.size()));
        if (field.empty()) continue;
        auto equals = std::min(field.find('='), field.size());
        auto value = field.substr(std::min(equals + 1, field.size()));
        fields_.emplace_back(form_decode(field.substr(0, equals)), form_decode(value));
    }
}

std::optional<std::string> Query::text(std::string_view name) const {
    auto last = std::find_if(fields_.rbegin(), fields_.rend(), [&](const auto& field) { return field.first == name; });
    return last == fields_.rend() ? std::nullopt : std::optional(last->second);
}

std::optional<std::int64_t> Query::integer(std::string_view name) const {
    auto value = text(name);
    return value ? python_int(*value) : std::nullopt;
}

std::optional<std::int64_t> python_int(std::string_view text) {
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    text = trimmed_of(text, python_whitespace);
    bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (text.empty()) return std::nullopt;

    std::int64_t value = 0;
    bool after_digit = false;
    for (char c : text) {
        if (c == '_' && after_digit) {
            after_digit = false;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        after_digit = true;
        int digit = c - '0';
        value = value > (largest - digit) / 10 ? largest : value * 10 + digit;
    }
    if (!after_digit) return std::nullopt;
    return negative ? -value : value;
}

SplitTarget split_target(std::string_view target) {
    if (!target.starts_with('/')) {
        auto scheme = target.find("://");
        if (scheme != std::string_view::npos) {
            auto path = target.find_first_of("/?", scheme + 3);
            target = path == std::string_view::npos ? "/" : target.substr(path);
        }
    }
    target = target.substr(0, target.find('#'));
    auto question = target.find('?');
    SplitTarget split;
    split.path = percent_decode(target.substr(0, question));
    if (split.path.empty()) split.path = "/";
    if (question != std::string_view::npos) split.query = Query(target.substr(question + 1));
    return split;
}

}  // namespace necsus
