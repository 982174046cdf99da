// A bot's "responds to": Python's re.search(pattern, text, re.IGNORECASE) on str (protocol, section 7).
// Does no I/O and knows nobody.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace necsus {

/// Why a pattern is refused, in Python's words: "unterminated subpattern at position 0".
struct PatternError {
    std::string message;
};

/// Positions count code points, as Python's do.
struct PatternMatch {
    std::size_t begin = 0;
    std::size_t end = 0;
    /// groupdict(): every named group in order of its number, nothing where it took no part.
    std::vector<std::pair<std::string, std::optional<std::string>>> groups;
};

struct NoMatch {};
struct PatternTimedOut {};

using SearchResult = std::variant<NoMatch, PatternMatch, PatternTimedOut>;

class Pattern {
  public:
    /// `pattern` is UTF-8.
    static std::variant<Pattern, PatternError> compile(std::string_view pattern);

    /// Matches `text` literally, ignoring case as `compile` does. The empty text matches nothing.
    static Pattern literal(std::string_view text);

    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;
    ~Pattern();

    /// Looks for the first match in `text`, UTF-8. Gives up after about `limit`.
    SearchResult search(std::string_view text, std::chrono::microseconds limit) const;

  private:
    struct Program;
    explicit Pattern(std::unique_ptr<Program> program);
    std::unique_ptr<Program> program_;
};

}  // namespace necsus
