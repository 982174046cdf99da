#include "body.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "necsus/text/json_text.hpp"
#include "necsus/text/utf8.hpp"

namespace necsus {

namespace {

using nlohmann::json;

constexpr std::size_t max_nesting = 200;

std::string type_name(const json& value) {
    switch (value.type()) {
        case json::value_t::null:
            return "null";
        case json::value_t::boolean:
            return "a boolean";
        case json::value_t::string:
            return "a string";
        case json::value_t::array:
            return "an array";
        case json::value_t::object:
            return "an object";
        default:
            return "a number";
    }
}

/// Without the library's own prefix "[json.exception…] ".
std::string plain_words(std::string_view what) {
    auto end_of_prefix = what.find("] ");
    if (what.starts_with('[') && end_of_prefix != std::string_view::npos) what.remove_prefix(end_of_prefix + 2);
    return excerpt(what, 300);
}

}  // namespace

std::string missing_field(std::string_view key, std::string_view what_it_must_be) {
    return fmt::format("The field \"{}\" is missing: it must be {}.", key, what_it_must_be);
}

Body::Body(std::string text, const FieldLimits& limits)
    : text_(std::move(text)), limits_(limits), object_(std::make_unique<json>(json::object())) {
    if (text_.empty()) {
        complain("The body is empty and so not JSON: send a JSON object such as {\"room\": \"lobby\", …}.");
        return;
    }
    if (nesting_depth(text_) > max_nesting) {
        complain(fmt::format("The body is nested too deep: more than {} levels.", max_nesting));
        return;
    }
    if (text_.find('\0') != std::string::npos) {
        complain("The body is not JSON in UTF-8: it holds a NUL byte. In a string, NUL is written \\u0000.");
        return;
    }
    try {
        *object_ = json::parse(without_huge_numbers(text_).value_or(text_));
    } catch (const json::exception& error) {
        complain("The body is not JSON in UTF-8: " + plain_words(error.what()) + ".");
        return;
    }
    if (!object_->is_object()) {
        complain(fmt::format("The body must be a JSON object, and is {}.", type_name(*object_)));
        *object_ = json::object();
    }
}

Body::Body(Body&&) noexcept = default;
Body& Body::operator=(Body&&) noexcept = default;
Body::~Body() = default;

void Body::complain(std::string sentence) {
    if (!problem_) problem_ = std::move(sentence);
}

void Body::check_length(std::string_view key, std::size_t bytes) {
    if (bytes > limits_.of(key)) complain(limits_.complaint(fmt::format("The field \"{}\"", key), key, bytes));
}

const json* Body::find(std::string_view key) const {
    auto found = object_->find(key);
    return found == object_->end() ? nullptr : &*found;
}

bool Body::has(std::string_view key) const {
    return find(key) != nullptr;
}

bool Body::is_null(std::string_view key) const {
    const auto* value = find(key);
    return value != nullptr && value->is_null();
}

const json* Body::require(std::string_view key, std::string_view what_it_must_be) {
    const auto* value = find(key);
    if (value == nullptr) {
        complain(missing_field(key, what_it_must_be));
    } else if (value->is_null()) {
        complain(fmt::format("The field \"{}\" is null: it must be {}.", key, what_it_must_be));
        value = nullptr;
    }
    return value;
}

std::string Body::text(std::string_view key) {
    const auto* value = require(key, "a string");
    if (value == nullptr) return {};
    if (value->is_string()) {
        const auto& text = value->get_ref<const std::string&>();
        check_length(key, text.size());
        return text;
    }
    complain(fmt::format("The field \"{}\" is {}: it must be a string.", key, type_name(*value)));
    return {};
}

std::string Body::room() {
    auto name = text("room");
    if (name.empty()) complain("The field \"room\" is empty: a room's name has at least one character.");
    return name;
}

std::optional<std::string> Body::optional_text(std::string_view key) {
    if (!has(key) || is_null(key)) return std::nullopt;
    return text(key);
}

std::int64_t Body::integer(std::string_view key, std::int64_t least, std::int64_t most) {
    const auto* value = require(key, "an integer");
    if (value == nullptr) return least;
    if (!value->is_number_integer()) {
        complain(fmt::format("The field \"{}\" is {}: it must be an integer.", key,
                             value->is_number() ? "not a whole number" : type_name(*value)));
        return least;
    }
    constexpr std::size_t longest = 20;  // digits of any that fits, and a sign
    bool too_large = member_text(text_, key)->size() > longest;
    too_large =
        too_large || (value->is_number_unsigned() && value->get<std::uint64_t>() > static_cast<std::uint64_t>(most));
    auto number = too_large ? most : value->get<std::int64_t>();
    if (too_large || number < least || number > most) {
        complain(fmt::format("The field \"{}\" must be an integer from {} to {}.", key, least, most));
        return least;
    }
    return number;
}

std::string Body::raw(std::string_view key) {
    const auto* value = require(key, "a JSON value");
    if (value == nullptr) return {};
    auto text = *member_text(text_, key);
    check_length(key, text.size());
    return std::string(text);
}

}  // namespace necsus
