// Compiled patterns, kept: a room's bots have the same ones at every message.
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "necsus/pattern/pattern.hpp"

namespace necsus {

/// What a pattern is compiled from.
struct PatternText {
    enum class Kind : char { pattern = 'p', literal = 'l' };  // a literal matches itself, ignoring case
    Kind kind = Kind::pattern;
    std::string text;
};

using CompiledPattern = std::variant<Pattern, PatternError>;

/// Pure: may run on a worker thread.
CompiledPattern compile(const PatternText& text);

class PatternCache {
  public:
    /// Keeps patterns up to about `max_bytes` of memory in all. If there are more, the owner that has most of them
    /// loses the one that was used longest ago: whoever has many can't take the others' places.
    explicit PatternCache(std::size_t max_bytes = 8U << 20U) : max_bytes_(max_bytes) {}

    /// As it was kept, if it still is.
    std::optional<CompiledPattern> find(const PatternText& text);
    /// Errors are kept too.
    void keep(const std::string& owner, const PatternText& text, CompiledPattern compiled);

    std::size_t size() const { return by_key_.size(); }

  private:
    struct Owner;
    struct Entry {
        std::string key;
        CompiledPattern compiled;
        Owner* owner;
    };
    struct Owner {
        std::list<Entry> entries;  // the last used first
        std::size_t bytes = 0;
    };

    static std::string key_of(const PatternText& text);
    static std::size_t weight(const Entry& entry);
    void drop_one();

    std::size_t max_bytes_;
    std::size_t bytes_ = 0;
    std::unordered_map<std::string, Owner> owners_;  // none without entries
    std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
};

}  // namespace necsus
