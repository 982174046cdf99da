// The pattern's text, token by token: a character, or a backslash with what it escapes. Positions count characters.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace necsus::pattern {

inline bool is_decimal(char32_t c) {
    return c >= '0' && c <= '9';
}

/// Python's complaint about a pattern.
struct SyntaxError : std::runtime_error {
    explicit SyntaxError(std::string text) : std::runtime_error(text), message(text), reason(std::move(text)) {}
    SyntaxError(std::string text, std::string why, std::size_t where)
        : std::runtime_error(text), message(std::move(text)), reason(std::move(why)), position(where) {}
    std::string message;  // what() would end at a NUL
    std::string reason;   // without the place
    std::optional<std::size_t> position;
};

class PatternSource {
  public:
    /// Throws SyntaxError if the pattern is a lone backslash.
    explicit PatternSource(std::u32string_view text);

    /// The next token; empty at the end.
    std::u32string_view next() const { return next_; }
    bool at_end() const { return next_.empty(); }
    bool next_is(char32_t c) const { return next_.size() == 1 && next_[0] == c; }

    /// Takes the next token.
    std::u32string_view get();
    /// Takes the next token if it is `c`.
    bool match(char32_t c);
    /// Takes up to `most` tokens, as long as they are characters for which `wanted` holds.
    std::u32string_view get_while(std::size_t most, bool (*wanted)(char32_t));
    /// Takes everything up to `terminator`, and that too. `what` is missing if there is nothing before it.
    std::u32string get_until(char32_t terminator, const std::string& what);

    /// Where the next token begins.
    std::size_t position() const { return index_ - next_.size(); }
    void seek(std::size_t index);

    /// Python's error, at a place `back` characters before the next token.
    [[noreturn]] void fail(const std::string& message, std::size_t back = 0) const;
    [[noreturn]] void fail_at(const std::string& message, std::size_t position) const;

  private:
    void advance();

    std::u32string_view text_;
    std::u32string_view next_;
    std::size_t index_ = 0;  // where what follows `next_` begins
};

/// UTF-8, and as Python's repr() shows it.
std::string to_utf8(std::u32string_view text);
std::string repr(std::u32string_view text);

}  // namespace necsus::pattern
