// The parts of a request target: percent-decoding and form-decoding (protocol, section 3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace necsus {

/// Decodes %XX; malformed escapes stay as they are. The result is valid UTF-8: other bytes become U+FFFD.
std::string percent_decode(std::string_view text);

class Query {
  public:
    Query() = default;
    /// `text` is what stands after the "?".
    explicit Query(std::string_view text);

    /// The last value of `name`, blank ones included.
    std::optional<std::string> text(std::string_view name) const;
    /// The last value of `name`, as Python's int() reads it; nothing if it is no integer. One that does not fit is
    /// the largest or smallest that does.
    std::optional<std::int64_t> integer(std::string_view name) const;

  private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// As Python's int(text): a sign, whitespace around, "_" between digits.
std::optional<std::int64_t> python_int(std::string_view text);

/// A target's path, percent-decoded, and its query. Absolute-form (RFC 9112, 3.2.2) loses its scheme and host.
struct SplitTarget {
    std::string path;
    Query query;
};
SplitTarget split_target(std::string_view target);

}  // namespace necsus
