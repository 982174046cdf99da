// A bot's "responds to": Python's re.search(pattern, text, re.IGNORECASE) on str (protocol, section 7).
// Does no I/O and knows nobody. How it works: parser → tree → compiler → program → matcher, all in src/pattern.
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

#include "necsus/pattern/subject.hpp"

namespace necsus {

/// Why a pattern can't be used.
struct PatternError {
    enum class Kind {
        refused,   // by Python too; `message` is in its words: "unterminated subpattern at position 0"
        too_large  // Python might take it; we don't
    };
    Kind kind = Kind::refused;
    std::string message;
    /// Python's msg and pos: the message without its place, and the character at which it went wrong, if there is one.
    std::string what = message;
    std::optional<std::size_t> position = std::nullopt;
};

/// One of the pattern's groups, as it took part in a match.
struct GroupMatch {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool took_part = false;
};

/// Positions count characters, as Python's do.
struct PatternMatch {
    std::size_t begin = 0;
    std::size_t end = 0;
    /// groupdict(): every named group in order of its number, nothing where it took no part.
    std::vector<std::pair<std::string, std::optional<std::string>>> groups;
    /// All groups from number 1, if they were asked for, and which of them have names.
    std::vector<GroupMatch> numbered;
    std::vector<std::pair<std::string, std::size_t>> names;
};

struct NoMatch {};
struct PatternTimedOut {};

using SearchResult = std::variant<NoMatch, PatternMatch, PatternTimedOut>;

class Pattern {
  public:
    /// The longest pattern that is taken, in characters.
    static constexpr std::size_t max_length = 8192;

    static bool is_too_long(std::string_view text);

    /// `pattern` is valid UTF-8.
    static std::variant<Pattern, PatternError> compile(std::string_view pattern);

    /// Matches `text` literally, ignoring case as `compile` does.
    static std::variant<Pattern, PatternError> literal(std::string_view text);

    /// Looks for the first match. Gives up after about `limit`.
    SearchResult search(const Subject& subject, std::chrono::microseconds limit) const;
    /// The same, with all groups of the match.
    SearchResult search_all_groups(const Subject& subject, std::chrono::microseconds limit) const;

    /// True after a search that was given up, until one takes hardly any time.
    bool is_slow() const;

    /// What the compiled pattern takes of memory, about.
    std::size_t bytes() const;

  private:
    struct Compiled;

    SearchResult search(const Subject& subject, std::chrono::microseconds limit, bool all_groups) const;

    template <class MakeTree>
    static std::variant<Pattern, PatternError> made_of(std::string_view text, MakeTree make_tree);

    explicit Pattern(std::shared_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
    std::shared_ptr<Compiled> compiled_;
};

}  // namespace necsus
