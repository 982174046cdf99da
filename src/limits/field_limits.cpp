#include "necsus/limits/field_limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "necsus/limits/admins_flag.hpp"

namespace necsus {

namespace {

struct Limit {
    std::string_view field;
    std::size_t FieldLimits::*bytes;
    std::string_view flag;
};

constexpr std::array<Limit, 14> limits = {{
    {"room", &FieldLimits::name, "--max-name-bytes"},
    {"author", &FieldLimits::name, "--max-name-bytes"},
    {"name", &FieldLimits::name, "--max-name-bytes"},
    {"text", &FieldLimits::text, "--max-text-bytes"},
    {"state", &FieldLimits::text, "--max-text-bytes"},
    {"image", &FieldLimits::media, "--max-media-bytes"},
    {"media", &FieldLimits::media, "--max-media-bytes"},
    {"form_data", &FieldLimits::media, "--max-media-bytes"},
    {"url", &FieldLimits::url, "--max-url-bytes"},
    {"base_url", &FieldLimits::url, "--max-url-bytes"},
    {"css", &FieldLimits::url, "--max-url-bytes"},
    {"js", &FieldLimits::url, "--max-url-bytes"},
    {"action_url", &FieldLimits::url, "--max-url-bytes"},
    {"responds_to", &FieldLimits::pattern, "--max-pattern-bytes"},
}};

const Limit* limit_of(std::string_view field) {
    const auto* found = std::find_if(limits.begin(), limits.end(), [&](auto& row) { return row.field == field; });
    return found == limits.end() ? nullptr : found;
}

}  // namespace

std::size_t FieldLimits::of(std::string_view field) const {
    const auto* limit = limit_of(field);
    return limit == nullptr ? std::numeric_limits<std::size_t>::max() : this->*limit->bytes;
}

std::string in_bytes(std::size_t bytes) {
    constexpr std::array<std::pair<std::size_t, std::string_view>, 3> units = {
        {{1U << 30U, "GiB"}, {1U << 20U, "MiB"}, {1U << 10U, "KiB"}}};
    for (auto [size, unit] : units) {
        if (bytes >= size && bytes % size == 0) return fmt::format("{} bytes ({} {})", bytes, bytes / size, unit);
    }
    return fmt::format("{} bytes", bytes);
}

std::string FieldLimits::complaint(std::string_view what, std::string_view field, std::size_t bytes) const {
    return fmt::format("{} is too long: it has {} bytes in UTF-8, and may have at most {}.{}", what, bytes,
                       in_bytes(of(field)), admins_flag(limit_of(field)->flag));
}

}  // namespace necsus
