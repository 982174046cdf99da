#include "necsus/pattern/cache.hpp"

namespace necsus {

namespace {

/// What the list and the map take for an entry.
constexpr std::size_t entry_bytes = 200;

}  // namespace

std::size_t PatternCache::weight(const Entry& entry) {
    const auto* pattern = std::get_if<Pattern>(&entry.compiled);
    return entry_bytes + 2 * entry.key.capacity() + (pattern != nullptr ? pattern->bytes() : 0);
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
    bytes_ += weight(entries_.front());
    auto compiled = entries_.front().compiled;
    while (bytes_ > max_bytes_ && !entries_.empty()) {
        bytes_ -= weight(entries_.back());
        by_key_.erase(entries_.back().key);
        entries_.pop_back();
    }
    return compiled;
}

PatternCache::Compiled PatternCache::compiled(const std::string& pattern) {
    if (Pattern::is_too_long(pattern)) return Pattern::compile(pattern);  // to be refused
    return find_or_make("p" + pattern, [&] { return Pattern::compile(pattern); });
}

PatternCache::Compiled PatternCache::literal(const std::string& text) {
    if (Pattern::is_too_long(text)) return Pattern::literal(text);
    return find_or_make("l" + text, [&] { return Pattern::literal(text); });
}

}  // namespace necsus
