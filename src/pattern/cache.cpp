#include "necsus/pattern/cache.hpp"

#include <algorithm>
#include <utility>

namespace necsus {

namespace {

/// What the lists and maps take for an entry.
constexpr std::size_t entry_bytes = 200;

}  // namespace

CompiledPattern compile(const PatternText& text) {
    return text.kind == PatternText::Kind::pattern ? Pattern::compile(text.text) : Pattern::literal(text.text);
}

std::string PatternCache::key_of(const PatternText& text) {
    return static_cast<char>(text.kind) + text.text;
}

std::size_t PatternCache::weight(const Entry& entry) {
    const auto* pattern = std::get_if<Pattern>(&entry.compiled);
    return entry_bytes + 2 * entry.key.capacity() + (pattern != nullptr ? pattern->bytes() : 0);
}

std::optional<CompiledPattern> PatternCache::find(const PatternText& text) {
    auto found = by_key_.find(key_of(text));
    if (found == by_key_.end()) return std::nullopt;
    auto& entries = found->second->owner->entries;
    entries.splice(entries.begin(), entries, found->second);
    return entries.front().compiled;
}

void PatternCache::keep(const std::string& owner, const PatternText& text, CompiledPattern compiled) {
    auto key = key_of(text);
    if (by_key_.contains(key)) return;  // compiled twice at the same time
    auto& share = owners_[owner];
    share.entries.push_front({key, std::move(compiled), &share});
    by_key_.emplace(std::move(key), share.entries.begin());
    const auto bytes = weight(share.entries.front());
    share.bytes += bytes;
    bytes_ += bytes;
    while (bytes_ > max_bytes_) drop_one();
}

void PatternCache::drop_one() {
    auto most = std::max_element(owners_.begin(), owners_.end(),
                                 [](const auto& a, const auto& b) { return a.second.bytes < b.second.bytes; });
    auto& [entries, bytes] = most->second;
    const auto weight_of_last = weight(entries.back());
    by_key_.erase(entries.back().key);
    entries.pop_back();
    bytes -= weight_of_last;
    bytes_ -= weight_of_last;
    if (entries.empty()) owners_.erase(most);
}

}  // namespace necsus
