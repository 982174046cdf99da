// Compiled patterns, kept: a room's bots have the same ones at every message.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>
#include <variant>

#include "necsus/pattern/pattern.hpp"

namespace necsus {

class PatternCache {
  public:
    using Compiled = std::variant<Pattern, PatternError>;

    /// Keeps the patterns used last, up to about `max_bytes` of memory in all.
    explicit PatternCache(std::size_t max_bytes = 8U << 20U) : max_bytes_(max_bytes) {}

    /// `pattern`, compiled now or before. Errors are kept too.
    Compiled compiled(const std::string& pattern);
    /// A pattern that matches `text` literally.
    Compiled literal(const std::string& text);

    std::size_t size() const { return entries_.size(); }

  private:
    struct Entry {
        std::string key;
        Compiled compiled;
    };

    template <class Make>
    Compiled find_or_make(std::string key, Make make);
    static std::size_t weight(const Entry& entry);

    std::size_t max_bytes_;
    std::size_t bytes_ = 0;
    std::list<Entry> entries_;  // the last used first
    std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
};

}  // namespace necsus
