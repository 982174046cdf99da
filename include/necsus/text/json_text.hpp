// JSON as text: writing objects in a fixed key order, and cutting a member out of a text without
// changing a byte of it (a bot's state must come back exactly as it was sent).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace necsus {

/// Appends `text` (valid UTF-8) as a JSON string, quotes included. Non-ASCII stays as it is (RFC 8259, 7).
void append_json_string(std::string& out, std::string_view text);

/// Takes one byte, or one escape with both halves of a character, from the front of `text`, the inside of a JSON
/// string, and appends what it stands for to `out`. Half a character alone stands for U+FFFD.
void take_json_character(std::string_view& text, std::string& out);

/// Writes one object, member by member, compact. `finish` closes it and gives the text away.
class JsonObject {
  public:
    explicit JsonObject(std::size_t expected_bytes = 0) { text_.reserve(expected_bytes + 2); }

    JsonObject& add(std::string_view key, std::string_view value);
    JsonObject& add(std::string_view key, const char* value) { return add(key, std::string_view(value)); }
    JsonObject& add(std::string_view key, const std::string& value) { return add(key, std::string_view(value)); }
    JsonObject& add(std::string_view key, const std::optional<std::string>& value);
    JsonObject& add(std::string_view key, std::int64_t value);
    JsonObject& add(std::string_view key, std::optional<std::int64_t> value);
    /// `json` is put in as it stands; it must be JSON already.
    JsonObject& add_raw(std::string_view key, std::string_view json);

    std::string finish() &&;

  private:
    void open_member(std::string_view key);
    std::string text_ = "{";
};

/// How deep arrays and objects nest in `json`, which need not be valid: strings are skipped, brackets counted.
std::size_t nesting_depth(std::string_view json);

/// The text of the value of the last member `key` of `object`, or nothing. `object` must be a valid JSON object.
std::optional<std::string_view> member_text(std::string_view object, std::string_view key);

/// Overwrites numbers too large for a double with 0.1, padded, so that a parser that reads doubles takes the rest of
/// the text; who needs such a number cuts it from the original. Returns nothing if there was none.
std::optional<std::string> without_huge_numbers(std::string_view json);

/// True if `text` is one JSON value, with numbers of any size.
bool is_json(std::string_view text);

/// True if `text` is a number as JSON writes it (RFC 8259, 6).
bool is_json_number(std::string_view text);

}  // namespace necsus
