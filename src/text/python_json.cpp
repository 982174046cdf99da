#include "necsus/text/python_json.hpp"

#include <algorithm>
#include <array>

#include "necsus/text/ascii.hpp"
#include "necsus/text/json_text.hpp"
#include "necsus/text/utf8.hpp"

namespace necsus {

namespace {

constexpr std::string_view json_whitespace = " \t\n\r";
constexpr std::string_view hex_of_any_case = "0123456789abcdefABCDEF";
constexpr std::size_t hex_length = 4;

/// Where reading stops, by its place in the text; turned into line and column once, at the end.
struct Fault {
    const char* message;
    std::size_t at;
};

/// Steps over one value after the other without recursion, in the order in which Python's scanner looks.
class Reader {
  public:
    Reader(std::string_view text, std::span<const std::string_view> wanted) : text_(text), wanted_(wanted) {
        result_.members.resize(wanted.size());
    }

    PythonJson read() {
        skip_whitespace();
        auto begin = at_;
        result_.value.type = read_value();
        while (!open_.empty()) read_next_member();
        result_.value.text = text_.substr(begin, at_ - begin);
        skip_whitespace();
        if (at_ < text_.size()) throw Fault{"Extra data", at_};
        return std::move(result_);
    }

  private:
    /// An array or object that is not closed yet.
    struct Open {
        bool is_object;
        bool is_first = true;
    };

    bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }

    void skip_whitespace() { at_ = std::min(text_.find_first_not_of(json_whitespace, at_), text_.size()); }

    bool skip(std::string_view word) {
        if (!text_.substr(at_).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }

    /// A scalar whole; of an array or object its opening bracket, and `open_` has grown.
    JsonType read_value() {
        if (at('"')) return skip_string(), JsonType::string;
        if (at('{') || at('[')) {
            bool is_object = at('{');
            open_.push_back({is_object});
            ++at_;
            return is_object ? JsonType::object : JsonType::array;
        }
        if (skip("null")) return JsonType::null;
        if (skip("true") || skip("false")) return JsonType::boolean;
        if (skip("NaN") || skip("Infinity") || skip("-Infinity")) return JsonType::floating;
        return read_number();
    }

    JsonType read_number() {
        auto begin = at_;
        if (at('-')) ++at_;
        if (at_ >= text_.size() || !is_digit(text_[at_])) {
            at_ = begin;
            throw Fault{"Expecting value", begin};
        }
        if (at('0')) {
            ++at_;
        } else {
            skip_digits();
        }
        auto type = JsonType::integer;
        if (at('.') && digit_follows(1)) {
            ++at_;
            skip_digits();
            type = JsonType::floating;
        }
        if (at('e') || at('E')) {
            bool sign = at_ + 1 < text_.size() && (text_[at_ + 1] == '+' || text_[at_ + 1] == '-');
            std::size_t before_digits = sign ? 2 : 1;
            if (digit_follows(before_digits)) {
                at_ += before_digits;
                skip_digits();
                type = JsonType::floating;
            }
        }
        return type;
    }

    void skip_digits() {
        while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    }
    bool digit_follows(std::size_t after) const { return at_ + after < text_.size() && is_digit(text_[at_ + after]); }

    std::string_view skip_string() {
        auto begin = at_++;
        for (;;) {
            at_ = std::min(text_.find_first_of(string_stops, at_), text_.size());
            if (at_ >= text_.size()) throw Fault{"Unterminated string starting at", begin};
            if (text_[at_] == '"') break;
            if (text_[at_] != '\\') throw Fault{"Invalid control character at", at_};
            skip_escape(begin);
        }
        ++at_;
        return text_.substr(begin, at_ - begin);
    }

    void skip_escape(std::size_t string_begin) {
        auto backslash = at_++;
        if (at_ >= text_.size()) throw Fault{"Unterminated string starting at", string_begin};
        if (text_[at_] != 'u') {
            if (std::string_view("\"\\/bfnrt").find(text_[at_]) == std::string_view::npos) {
                throw Fault{"Invalid \\escape", backslash};
            }
            ++at_;
            return;
        }
        ++at_;
        auto digits = text_.substr(at_, hex_length);
        // Python wants a character behind the four, whatever it is.
        if (characters_after(at_) <= hex_length) throw Fault{"Invalid \\uXXXX escape", at_};
        if (digits.find_first_not_of(hex_of_any_case) != std::string_view::npos) {
            throw Fault{"Invalid \\uXXXX escape", backslash + 1};
        }
        at_ += hex_length;
    }

    /// In characters, as Python counts; no further than it matters.
    std::size_t characters_after(std::size_t place) const {
        std::size_t count = 0;
        for (auto rest = text_.substr(place); !rest.empty() && count <= hex_length; ++count) {
            rest.remove_prefix(std::max<std::size_t>(utf8_character_length(rest), 1));
        }
        return count;
    }

    /// The next member of the innermost array or object, or its end. Scalars are whole then.
    void read_next_member() {
        auto [is_object, is_first] = open_.back();
        skip_whitespace();
        if (at(is_object ? '}' : ']')) return close();
        if (!is_first) {
            if (!at(',')) throw Fault{"Expecting ',' delimiter", at_};
            ++at_;
            skip_whitespace();
        }
        open_.back().is_first = false;
        std::string_view key;
        if (is_object) key = read_key();
        auto begin = at_;
        auto depth = open_.size();
        auto type = read_value();
        if (depth == 1 && is_object) note(key, type, begin);
    }

    std::string_view read_key() {
        if (!at('"')) throw Fault{"Expecting property name enclosed in double quotes", at_};
        auto key = skip_string();
        skip_whitespace();
        if (!at(':')) throw Fault{"Expecting ':' delimiter", at_};
        ++at_;
        skip_whitespace();
        return key;
    }

    void close() {
        open_.pop_back();
        ++at_;
        if (open_.size() == 1 && pending_) {
            auto& value = *result_.members[*pending_];
            value.text = text_.substr(value_begin_, at_ - value_begin_);
            pending_.reset();
        }
    }

    /// Keeps a member of the outermost object, if it is wanted. What is an array or object ends later, in `close`.
    void note(std::string_view key, JsonType type, std::size_t begin) {
        pending_.reset();
        auto name = key.find('\\') == std::string_view::npos ? std::string(key.substr(1, key.size() - 2))
                                                             : json_string_value(key);
        auto found = std::find(wanted_.begin(), wanted_.end(), name);
        if (found == wanted_.end()) return;
        auto index = static_cast<std::size_t>(found - wanted_.begin());
        result_.members[index] = JsonValue{type, text_.substr(begin, at_ - begin)};
        if (type != JsonType::object && type != JsonType::array) return;
        pending_ = index;
        value_begin_ = begin;
    }

    /// Quote, backslash, and every control character.
    static constexpr auto stops = [] {
        std::array<char, 34> all{};
        for (char c = 0; c < ' '; ++c) all[static_cast<unsigned char>(c)] = c;
        all[32] = '"';
        all[33] = '\\';
        return all;
    }();
    static constexpr std::string_view string_stops{stops.data(), stops.size()};

    std::string_view text_;
    std::span<const std::string_view> wanted_;
    PythonJson result_;
    std::size_t at_ = 0;
    std::vector<Open> open_;
    std::optional<std::size_t> pending_;  // the wanted member that is being read
    std::size_t value_begin_ = 0;
};

JsonError error_at(std::string_view text, const Fault& fault) {
    auto before = text.substr(0, fault.at);
    JsonError error;
    error.message = fault.message;
    error.line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    auto line = before.substr(before.rfind('\n') + 1);
    for (; !line.empty(); ++error.column) line.remove_prefix(std::max<std::size_t>(utf8_character_length(line), 1));
    return error;
}

}  // namespace

std::variant<PythonJson, JsonError> read_python_json(std::string_view text, std::span<const std::string_view> wanted) {
    try {
        return Reader(text, wanted).read();
    } catch (const Fault& fault) {
        return error_at(text, fault);
    }
}

std::string json_string_value(std::string_view quoted) {
    auto text = quoted.substr(1, quoted.size() - 2);
    std::string value;
    value.reserve(text.size());
    while (!text.empty()) {
        auto plain = text.substr(0, text.find('\\'));
        value += plain;
        text.remove_prefix(plain.size());
        if (!text.empty()) take_json_character(text, value);
    }
    return value;
}

}  // namespace necsus
