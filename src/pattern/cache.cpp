#include "necsus/pattern/cache.hpp"

namespace necsus {

namespace {

/// An entry costs something even if its pattern is short.
constexpr std::size_t least_weight = 32;

}  // namespace

std::size_t PatternCache::weight(const Entry& entry) {
    return entry.key.size() + least_weight;
}

template <class Make>
PatternCache::Compiled PatternCache::find_or_make(std::string key, Make make) {
    auto found = by_key_.find(key);
    if (found != by_key_.end()) {
        entries_.splice(entries_.begin(), entries_, found->second);
        return entries_.front().compiled;
    }
    entries_.push_front({key, make()});
    by_key_.emplace(std::move(key), entries_.begin());
    characters_ += weight(entries_.front());
    auto compiled = entries_.front().compiled;
    while (characters_ > max_characters_ && !entries_.empty()) {
        characters_ -= weight(entries_.back());
        by_key_.erase(entries_.back().key);
        entries_.pop_back();
    }
    return compiled;
}

PatternCache::Compiled PatternCache::compiled(const std::string& pattern) {
    return find_or_make("p" + pattern, [&] { return Pattern::compile(pattern); });
}

PatternCache::Compiled PatternCache::literal(const std::string& text) {
    return find_or_make("l" + text, [&] { return Compiled(Pattern::literal(text)); });
}

}  // namespace necsus
