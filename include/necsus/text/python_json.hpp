// JSON as Python's json module reads it: what bots are written with, and what their authors know its errors by. It
// takes NaN and Infinity, and nesting however deep; errors have Python 3.11's words and place (docs/dev/protocol.md,
// section 6).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace necsus {

enum class JsonType { object, array, string, integer, floating, boolean, null };

/// One value, as it stands in the text that was read.
struct JsonValue {
    JsonType type = JsonType::null;
    std::string_view text;
};

/// json.JSONDecodeError: "Expecting value", and where, counted from 1 in characters.
struct JsonError {
    std::string message;
    std::size_t line = 1;
    std::size_t column = 1;
};

/// A whole text: its one value and, if that is an object, the members that were wanted, in the order of `wanted`.
struct PythonJson {
    JsonValue value;
    std::vector<std::optional<JsonValue>> members;
};

/// As json.loads(text). `text` is UTF-8 without BOM; of duplicate keys the last counts. The values point into `text`.
std::variant<PythonJson, JsonError> read_python_json(std::string_view text,
                                                     std::span<const std::string_view> wanted = {});

/// What a JSON string, quotes included, says, as UTF-8; lone surrogates become U+FFFD. It must be a good one.
std::string json_string_value(std::string_view quoted);

}  // namespace necsus
