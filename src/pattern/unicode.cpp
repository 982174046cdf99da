#include "unicode.hpp"

#include <algorithm>

namespace necsus::pattern {

namespace tables {

#include "unicode_tables.inc"

}  // namespace tables

namespace {

char32_t moved(std::span<const CaseRun> runs, char32_t c) {
    auto run = std::lower_bound(runs.begin(), runs.end(), c, [](const CaseRun& r, char32_t x) { return r.last < x; });
    bool moves = run != runs.end() && c >= run->first && (c - run->first) % run->step == 0;
    return moves ? static_cast<char32_t>(static_cast<std::int32_t>(c) + run->distance) : c;
}

}  // namespace

std::span<const Range> word_ranges() {
    return tables::word_ranges;
}

std::span<const Range> digit_ranges() {
    return tables::digit_ranges;
}

std::span<const Range> space_ranges() {
    return tables::space_ranges;
}

std::span<const CaseRun> lower_runs() {
    return tables::lower_runs;
}

std::span<const ExtraCase> extra_cases() {
    return tables::extra_cases;
}

std::span<const ExtraCase> extra_cases_of(char32_t letter) {
    auto before = [](const ExtraCase& entry, char32_t c) { return entry.letter < c; };
    auto after = [](char32_t c, const ExtraCase& entry) { return c < entry.letter; };
    auto first = std::lower_bound(std::begin(tables::extra_cases), std::end(tables::extra_cases), letter, before);
    auto last = std::upper_bound(first, std::end(tables::extra_cases), letter, after);
    return {first, last};
}

bool in_ranges(std::span<const Range> ranges, char32_t c) {
    auto range =
        std::lower_bound(ranges.begin(), ranges.end(), c, [](const Range& r, char32_t x) { return r.last < x; });
    return range != ranges.end() && c >= range->first;
}

bool is_word_ascii(char32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_word(char32_t c) {
    return c < 0x80 ? is_word_ascii(c) : in_ranges(tables::word_ranges, c);
}

bool is_letter(char32_t c) {
    return is_word(c) && c != '_' && !in_ranges(tables::digit_ranges, c) && !in_ranges(tables::number_ranges, c);
}

bool is_identifier_start(char32_t c) {
    return in_ranges(tables::identifier_start_ranges, c);
}

bool is_identifier_part(char32_t c) {
    return in_ranges(tables::identifier_ranges, c);
}

bool is_printable(char32_t c) {
    return !in_ranges(tables::unprintable_ranges, c);
}

int digit_value(char32_t c) {
    auto range = std::lower_bound(std::begin(tables::digit_ranges), std::end(tables::digit_ranges), c,
                                  [](const Range& r, char32_t x) { return r.last < x; });
    if (range == std::end(tables::digit_ranges) || c < range->first) return -1;
    return static_cast<int>((c - range->first) % 10);  // every run of digits begins with a zero
}

char32_t lower_of_other(char32_t c) {
    return moved(tables::lower_runs, c);
}

char32_t upper(char32_t c) {
    return moved(tables::upper_runs, c);
}

}  // namespace necsus::pattern
