// What re asks of Unicode. The tables come from Python; here are the corners that a wrong one would show first.
#include "pattern/unicode.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace necsus::pattern;

namespace {

bool ascending(std::span<const Range> ranges) {
    auto before = [](const Range& a, const Range& b) { return a.last < b.first; };
    return std::is_sorted(ranges.begin(), ranges.end(), before);
}

std::u32string partners(char32_t letter) {
    std::u32string found;
    for (const auto& extra : extra_cases_of(letter)) found += extra.partner;
    return found;
}

}  // namespace

TEST_CASE("the tables are sorted") {
    CHECK(ascending(word_ranges()));
    CHECK(ascending(digit_ranges()));
    CHECK(ascending(space_ranges()));
    auto runs = lower_runs();
    CHECK(std::is_sorted(runs.begin(), runs.end(), [](auto& a, auto& b) { return a.last < b.first; }));
    auto extras = extra_cases();
    CHECK(std::is_sorted(extras.begin(), extras.end(), [](auto& a, auto& b) { return a.letter < b.letter; }));
}

TEST_CASE("letters, digits and marks: what belongs to a word") {
    for (char32_t c : U"aZ09_éßあ漢٣²½Ⅷªµ𝒜𐐀ᲀ") {
        if (c == 0) continue;
        CHECK(is_word(c));
    }
    for (char32_t c : {U'-', U' ', U'\0', U'\u00D7', U'\u0301', U'\u200D', U'\u2028', U'😀', U'\uFFFF', U'\U0010FFFF'}) {
        CHECK_FALSE(is_word(c));
    }
    CHECK_FALSE(is_word(0xD800));
    CHECK_FALSE(is_word_ascii(U'é'));
}

TEST_CASE("a digit of any script has its value; a superscript has none") {
    CHECK(digit_value('0') == 0);
    CHECK(digit_value('9') == 9);
    CHECK(digit_value(U'٣') == 3);
    CHECK(digit_value(U'९') == 9);
    CHECK(digit_value(U'\U0001D7FF') == 9);
    CHECK(digit_value(U'²') == -1);
    CHECK(digit_value(U'½') == -1);
    CHECK(digit_value('a') == -1);
    CHECK(digit_value(0x10FFFF) == -1);
}

TEST_CASE("letters are what isalpha() says: no numbers, no underscore") {
    CHECK(is_letter('z'));
    CHECK(is_letter(U'é'));
    CHECK(is_letter(U'漢'));
    CHECK(is_letter(U'º'));
    for (char32_t c : {U'_', U'1', U'٣', U'²', U'½', U'Ⅷ', U'-', U'\u0301'}) CHECK_FALSE(is_letter(c));
}

TEST_CASE("a group's name is an identifier") {
    for (char32_t c : {U'a', U'_', U'é', U'名', U'Ⅷ', U'ª'}) {
        CHECK(is_identifier_start(c));
        CHECK(is_identifier_part(c));
    }
    for (char32_t c : {U'1', U'٣', U'\u0301', U'·'}) {
        CHECK_FALSE(is_identifier_start(c));
        CHECK(is_identifier_part(c));
    }
    for (char32_t c : {U'-', U' ', U'²', U'½', U'😀', U'\u200D'}) CHECK_FALSE(is_identifier_part(c));
}

TEST_CASE("case goes one letter to one letter") {
    CHECK(lower('A') == 'a');
    CHECK(lower('z') == 'z');
    CHECK(lower('[') == '[');
    CHECK(lower(U'Ä') == U'ä');
    CHECK(lower(U'ẞ') == U'ß');
    CHECK(lower(U'İ') == U'i');
    CHECK(lower(U'\u212A') == U'k');
    CHECK(lower(U'Σ') == U'σ');
    CHECK(lower(U'ς') == U'ς');
    CHECK(lower(U'ǅ') == U'ǆ');
    CHECK(lower(U'𐐀') == U'𐐨');
    CHECK(lower(U'Ꭰ') == U'\uAB70');
    CHECK(lower_ascii(U'Ä') == U'Ä');
    CHECK(lower_ascii('Q') == 'q');
    CHECK(upper(U'𐐨') == U'𐐀');
    CHECK(upper(U'ß') == U'S');  // the first letter of SS, as in re
}

TEST_CASE("some lowercase letters have more than one partner") {
    CHECK(partners('i') == U"ı");
    CHECK(partners(U'ı') == U"i");
    CHECK(partners('s') == U"ſ");
    CHECK(partners(U'σ') == U"ς");
    CHECK(partners(U'\uFB05') == U"\uFB06");
    CHECK(partners('a').empty());
    CHECK(partners('k').empty());  // the Kelvin sign's small letter is k itself
}

TEST_CASE("what repr() shows as it is") {
    for (char32_t c : {U' ', U'a', U'é', U'😀', U'漢'}) CHECK(is_printable(c));
    for (char32_t c : {U'\n', U'\x7F', U'\xA0', U'\xAD', U'\u200B', U'\u2028', U'\uE000', U'\U000E0001'}) {
        CHECK_FALSE(is_printable(c));
    }
}
