#include "character_set.hpp"

#include <algorithm>
#include <span>

namespace necsus::pattern {

namespace {

using Bits = std::array<std::uint64_t, 4>;

constexpr char32_t last_of_bmp = 0xFFFF;

bool bit(const Bits& bits, char32_t c) {
    return (bits[c >> 6U] >> (c & 63U) & 1U) != 0;
}

void set_bit(Bits& bits, char32_t c) {
    bits[c >> 6U] |= std::uint64_t{1} << (c & 63U);
}

void assign_bit(Bits& bits, char32_t c, bool value) {
    bits[c >> 6U] = (bits[c >> 6U] & ~(std::uint64_t{1} << (c & 63U))) | std::uint64_t{value} << (c & 63U);
}

void merge(std::vector<Range>& ranges) {
    std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.first < b.first; });
    std::size_t kept = 0;
    for (const auto& range : ranges) {
        bool touches = kept > 0 && range.first <= ranges[kept - 1].last + 1;
        if (touches) {
            ranges[kept - 1].last = std::max(ranges[kept - 1].last, range.last);
        } else {
            ranges[kept++] = range;
        }
    }
    ranges.resize(kept);
    ranges.shrink_to_fit();
}

/// The lowercase letters of all characters from `first` to `last`.
void add_lowered(std::vector<Range>& ranges, char32_t first, char32_t last) {
    auto runs = lower_runs();
    auto run =
        std::lower_bound(runs.begin(), runs.end(), first, [](const CaseRun& r, char32_t c) { return r.last < c; });
    auto move = [&](char32_t c) { return static_cast<char32_t>(static_cast<std::int32_t>(c) + run->distance); };
    char32_t next = first;  // everything before it is done
    for (; run != runs.end() && run->first <= last; ++run) {
        if (run->first > next) ranges.push_back({next, run->first - 1});
        auto begin = std::max(next, run->first);
        auto end = std::min(last, run->last);
        if (run->step == 1) {
            ranges.push_back({move(begin), move(end)});
        } else {
            for (char32_t c = begin; c <= end; ++c) {
                auto small = (c - run->first) % run->step == 0 ? move(c) : c;
                ranges.push_back({small, small});
            }
        }
        next = end + 1;
    }
    if (next <= last) ranges.push_back({next, last});
}

void add_extra_cases(std::vector<Range>& ranges) {
    merge(ranges);
    auto count = ranges.size();
    for (std::size_t i = 0; i < count; ++i) {
        auto extras = extra_cases();
        auto before = [](const ExtraCase& entry, char32_t c) { return entry.letter < c; };
        auto extra = std::lower_bound(extras.begin(), extras.end(), ranges[i].first, before);
        for (; extra != extras.end() && extra->letter <= ranges[i].last; ++extra) {
            ranges.push_back({extra->partner, extra->partner});
        }
    }
}

std::span<const Range> ranges_of(Category category) {
    switch (category) {
        case Category::digit:
        case Category::not_digit:
            return digit_ranges();
        case Category::space:
        case Category::not_space:
            return space_ranges();
        default:
            return word_ranges();
    }
}

bool is_negative(Category category) {
    return category == Category::not_digit || category == Category::not_space || category == Category::not_word;
}

bool in_ascii_category(Category category, char32_t c) {
    switch (category) {
        case Category::digit:
        case Category::not_digit:
            return c >= '0' && c <= '9';
        case Category::space:
        case Category::not_space:
            return c == ' ' || (c >= '\t' && c <= '\r');
        default:
            return is_word_ascii(c);
    }
}

bool in_category(Category category, bool ascii, char32_t c) {
    bool inside = ascii ? in_ascii_category(category, c) : in_ranges(ranges_of(category), c);
    return inside != is_negative(category);
}

/// The first 256 characters of a category; made once.
const Bits& low_of(Category category, bool ascii) {
    constexpr std::size_t categories = 6;
    static const auto all = [] {
        std::array<Bits, 2 * categories> made{};
        for (std::size_t i = 0; i < made.size(); ++i) {
            for (char32_t c = 0; c < 256; ++c) {
                if (in_category(static_cast<Category>(i % categories), i >= categories, c)) set_bit(made[i], c);
            }
        }
        return made;
    }();
    return all[static_cast<std::size_t>(category) + (ascii ? categories : 0)];
}

struct Capital {
    char32_t capital, small;
};

/// The capitals among the first 256 characters; found once.
std::span<const Capital> low_capitals(Folding folding) {
    auto find = [](Folding by) {
        std::vector<Capital> found;
        for (char32_t c = 0; c < 256; ++c) {
            if (fold(c, by) != c) found.push_back({c, fold(c, by)});
        }
        return found;
    };
    // Never destroyed: a worker thread may still be at it when the program ends, and is not waited for.
    static const auto& all =
        *new std::array<std::vector<Capital>, 3>{find(Folding::none), find(Folding::ascii), find(Folding::unicode)};
    return all[static_cast<std::size_t>(folding)];
}

}  // namespace

Folding folding_of(Flags flags) {
    if ((flags & ignore_case) == 0) return Folding::none;
    return (flags & ascii_only) != 0 ? Folding::ascii : Folding::unicode;
}

CharacterSet::CharacterSet(const std::vector<SetItem>& items, bool negated, Flags flags)
    : folding_(folding_of(flags)), ascii_categories_((flags & ascii_only) != 0), negated_(negated) {
    std::vector<Range> written;
    for (const auto& item : items) {
        if (item.is_category) {
            categories_ |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(item.category));
        } else if (item.first <= last_of_bmp) {
            written.push_back({item.first, std::min(item.last, last_of_bmp)});
        }
    }
    merge(written);  // else a thousand times the same range would be folded a thousand times
    for (const auto& range : written) add_folded(range.first, range.last);
    if (folding_ == Folding::unicode) add_extra_cases(ranges_);
    for (const auto& item : items) {
        if (!item.is_category) add_beyond_bmp(item);
    }
    merge(ranges_);
    merge(upper_ranges_);
    fill_low();
}

void CharacterSet::add_folded(char32_t first, char32_t last) {
    if (folding_ == Folding::unicode) {
        add_lowered(ranges_, first, last);
        return;
    }
    if (folding_ == Folding::none) {
        ranges_.push_back({first, last});
        return;
    }
    if (first < 'A') ranges_.push_back({first, std::min<char32_t>(last, 'A' - 1)});
    if (last > 'Z') ranges_.push_back({std::max<char32_t>(first, 'Z' + 1), last});
    auto first_capital = std::max<char32_t>(first, 'A');
    auto last_capital = std::min<char32_t>(last, 'Z');
    if (first_capital <= last_capital) ranges_.push_back({first_capital + 32, last_capital + 32});
}

/// Here re itself is odd: a character is kept as it is, so that a capital never matches, and for a range also the
/// capital of the text's lowered character counts.
void CharacterSet::add_beyond_bmp(const SetItem& item) {
    if (item.last <= last_of_bmp) return;
    bool both_cases = item.is_range && folding_ != Folding::none;
    (both_cases ? upper_ranges_ : ranges_).push_back({item.first, item.last});
}

bool CharacterSet::is_member(char32_t folded) const {
    if (in_ranges(ranges_, folded)) return true;
    bool both_cases = !upper_ranges_.empty();
    if (both_cases && (in_ranges(upper_ranges_, folded) || in_ranges(upper_ranges_, upper(folded)))) return true;
    for (unsigned i = 0; i < 6; ++i) {
        bool listed = (categories_ >> i & 1U) != 0;
        if (listed && in_category(static_cast<Category>(i), ascii_categories_, folded)) return true;
    }
    return false;
}

bool CharacterSet::holds_high(char32_t c) const {
    return is_member(fold(c, folding_)) != negated_;
}

void CharacterSet::fill_low() {
    for (const auto& range : ranges_) {
        for (char32_t c = range.first; c <= range.last && c < 256; ++c) set_bit(low_, c);
    }
    for (unsigned i = 0; i < 6; ++i) {
        if ((categories_ >> i & 1U) == 0) continue;
        const auto& category = low_of(static_cast<Category>(i), ascii_categories_);
        for (std::size_t word = 0; word < low_.size(); ++word) low_[word] |= category[word];
    }
    if (!upper_ranges_.empty()) {
        for (char32_t c = 0; c < 256; ++c) {
            if (is_member(c)) set_bit(low_, c);
        }
    }
    // The text's capitals are looked up as lowercase letters.
    for (auto [capital, small] : low_capitals(folding_)) assign_bit(low_, capital, bit(low_, small));
    if (negated_) {
        for (auto& word : low_) word = ~word;
    }
}

}  // namespace necsus::pattern
