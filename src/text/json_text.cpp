#include "necsus/text/json_text.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "necsus/text/ascii.hpp"
#include "necsus/text/utf8.hpp"

namespace necsus {

namespace {

bool is_whitespace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Walks over a JSON text that is known to be valid.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    void skip_whitespace() {
        while (at_ < text_.size() && is_whitespace(text_[at_])) ++at_;
    }
    bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }
    void step() { ++at_; }

    std::string_view string() {
        auto begin = at_;
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
            if (text_[at_] == '\\') ++at_;
        }
        ++at_;
        return text_.substr(begin, at_ - begin);
    }

    std::string_view value() {
        auto begin = at_;
        std::size_t depth = 0;
        do {
            if (at('"')) {
                string();
                continue;
            }
            if (at('{') || at('[')) ++depth;
            if (at('}') || at(']')) {
                if (depth == 0) break;  // the end of what holds this value
                --depth;
            }
            if (depth == 0 && at(',')) break;
            ++at_;
        } while (at_ < text_.size() && (depth > 0 || !ends_value()));
        return text_.substr(begin, at_ - begin);
    }

  private:
    bool ends_value() const { return at(',') || at('}') || at(']') || is_whitespace(text_[at_]); }

    std::string_view text_;
    std::size_t at_ = 0;
};

/// The UTF-16 unit of the four hexadecimal digits that begin `text`.
char32_t unit_of(std::string_view text) {
    std::uint16_t unit = 0;
    std::from_chars(text.data(), text.data() + 4, unit, 16);
    return unit;
}

/// True if `escaped`, the inside of a valid JSON string, stands for `text`: \u0073tate is state. Reads no further than
/// they agree, so that millions of other keys cost little.
bool spells(std::string_view escaped, std::string_view text) {
    for (std::string character; !escaped.empty();) {
        character.clear();
        take_json_character(escaped, character);
        if (!text.starts_with(character)) return false;
        text.remove_prefix(character.size());
    }
    return text.empty();
}

/// Longer than any double's digits, or with an exponent: the only ones that can overflow.
bool may_be_huge(std::string_view number) {
    return number.size() > 300 || number.find_first_of("eE") != std::string_view::npos;
}

bool overflows_double(std::string_view number) {
    double value = 0;
    auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    return error == std::errc::result_out_of_range;
}

}  // namespace

void take_json_character(std::string_view& text, std::string& out) {
    if (text[0] != '\\') {
        out += text[0];
        text.remove_prefix(1);
        return;
    }
    char kind = text[1];
    text.remove_prefix(2);
    if (kind != 'u') {
        constexpr std::string_view letters = "bfnrt";
        constexpr std::string_view controls = "\b\f\n\r\t";
        auto at = letters.find(kind);
        out += at == letters.npos ? kind : controls[at];
        return;
    }
    auto character = unit_of(text);
    text.remove_prefix(4);
    bool is_high = character >= 0xD800 && character < 0xDC00;
    if (is_high && text.starts_with("\\u")) {
        auto low = unit_of(text.substr(2));
        if (low >= 0xDC00 && low < 0xE000) {
            character = 0x10000 + ((character - 0xD800) << 10U) + (low - 0xDC00);
            text.remove_prefix(6);
        }
    }
    append_utf8(out, character);  // half a character alone becomes U+FFFD
}

void JsonObject::open_member(std::string_view key) {
    if (text_.size() > 1) text_ += ',';
    append_json_string(text_, key);
    text_ += ':';
}

JsonObject& JsonObject::add(std::string_view key, std::string_view value) {
    open_member(key);
    append_json_string(text_, value);
    return *this;
}

JsonObject& JsonObject::add(std::string_view key, const std::optional<std::string>& value) {
    return value ? add(key, std::string_view(*value)) : add_raw(key, "null");
}

JsonObject& JsonObject::add(std::string_view key, std::int64_t value) {
    return add_raw(key, std::to_string(value));
}

JsonObject& JsonObject::add(std::string_view key, std::optional<std::int64_t> value) {
    return value ? add(key, *value) : add_raw(key, "null");
}

JsonObject& JsonObject::add_raw(std::string_view key, std::string_view json) {
    open_member(key);
    text_ += json;
    return *this;
}

std::string JsonObject::finish() && {
    text_ += '}';
    return std::move(text_);
}

std::size_t nesting_depth(std::string_view json) {
    std::size_t depth = 0;
    std::size_t deepest = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        char c = json[i];
        if (in_string) {
            if (c == '\\') ++i;
            if (c == '"') in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            deepest = std::max(deepest, ++depth);
        } else if ((c == '}' || c == ']') && depth > 0) {
            --depth;
        }
    }
    return deepest;
}

std::optional<std::string_view> member_text(std::string_view object, std::string_view key) {
    std::optional<std::string_view> found;
    Scanner scan(object);
    if (object.starts_with("\xEF\xBB\xBF")) scan = Scanner(object.substr(3));
    scan.skip_whitespace();
    for (scan.step(), scan.skip_whitespace(); scan.at('"'); scan.skip_whitespace()) {
        auto name = scan.string();
        bool wanted = spells(name.substr(1, name.size() - 2), key);
        scan.skip_whitespace();
        scan.step();  // the colon
        scan.skip_whitespace();
        auto value = scan.value();
        if (wanted) found = value;
        scan.skip_whitespace();
        if (scan.at(',')) scan.step();
    }
    return found;
}

std::optional<std::string> without_huge_numbers(std::string_view json) {
    std::optional<std::string> tamed;
    for (std::size_t i = 0; i < json.size(); ++i) {
        if (json[i] == '"') {
            for (++i; i < json.size() && json[i] != '"'; ++i) {
                if (json[i] == '\\') ++i;
            }
        } else if (json[i] == '-' || is_digit(json[i])) {
            auto end = std::min(json.find_first_not_of("+-.eE0123456789", i), json.size());
            auto number = json.substr(i, end - i);
            if (may_be_huge(number) && is_json_number(number) && overflows_double(number)) {
                if (!tamed) tamed = std::string(json);
                tamed->replace(i, number.size(), "0.1" + std::string(number.size() - 3, ' '));
            }
            i = end - 1;
        }
    }
    return tamed;
}

bool is_json(std::string_view text) {
    // A NUL ends the text for the library, and is never JSON.
    if (text.find('\0') != std::string_view::npos) return false;
    auto tamed = without_huge_numbers(text);
    return nlohmann::json::accept(tamed ? std::string_view(*tamed) : text);
}

bool is_json_number(std::string_view text) {
    std::size_t i = 0;
    auto digits = [&] {
        auto from = i;
        while (i < text.size() && is_digit(text[i])) ++i;
        return i > from;
    };
    auto next_is = [&](std::string_view any_of) { return i < text.size() && any_of.find(text[i]) != any_of.npos; };

    if (next_is("-")) ++i;
    if (next_is("0")) {
        ++i;
    } else if (!digits()) {
        return false;
    }
    if (next_is(".")) {
        ++i;
        if (!digits()) return false;
    }
    if (next_is("eE")) {
        ++i;
        if (next_is("+-")) ++i;
        if (!digits()) return false;
    }
    return i == text.size();
}

}  // namespace necsus
