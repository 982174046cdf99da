// Classes, where ignoring case makes them odd: everything here is what Python does.
#include "pattern/character_set.hpp"

#include <catch2/catch.hpp>

using namespace necsus::pattern;

namespace {

SetItem one(char32_t c) {
    return {.first = c, .last = c};
}

SetItem range(char32_t first, char32_t last) {
    return {.first = first, .last = last, .is_range = true};
}

SetItem category(Category category) {
    return {.is_category = true, .category = category};
}

bool holds(const std::vector<SetItem>& items, char32_t c, Flags flags = ignore_case, bool negated = false) {
    return CharacterSet(items, negated, flags).holds(c);
}

}  // namespace

TEST_CASE("a class holds its members in either case") {
    CHECK(holds({one('a')}, 'A'));
    CHECK(holds({one('A')}, 'a'));
    CHECK(holds({range('A', 'F')}, 'c'));
    CHECK(holds({one(U'Ä')}, U'ä'));
    CHECK(holds({range(U'Α', U'Ω')}, U'ς'));  // through its partner σ
    CHECK(holds({one(U'ſ')}, 'S'));
    CHECK(holds({one('k')}, U'\u212A'));
    CHECK(holds({one(U'ß')}, U'ẞ'));
    CHECK_FALSE(holds({one('a')}, 'b'));
}

TEST_CASE("(?a) ignores case among ASCII letters only, (?-i) not at all") {
    CHECK(holds({one('a')}, 'A', ignore_case | ascii_only));
    CHECK_FALSE(holds({one(U'ä')}, U'Ä', ignore_case | ascii_only));
    CHECK_FALSE(holds({one('k')}, U'\u212A', ignore_case | ascii_only));
    CHECK_FALSE(holds({one('a')}, 'A', 0));
    CHECK(holds({range('X', 'b')}, 'B', ignore_case | ascii_only));
    CHECK_FALSE(holds({range('X', 'b')}, 'C', ignore_case | ascii_only));
}

TEST_CASE("a range is folded letter by letter, so that one across the cases keeps what lies between them") {
    CHECK(holds({range('9', 'a')}, '_'));
    CHECK(holds({range('9', 'a')}, 'Q'));
    CHECK(holds({range('Z', 'a')}, '['));
    CHECK(holds({range('Z', 'a')}, 'z'));
    CHECK_FALSE(holds({range('Z', 'a')}, 'b'));
    CHECK(holds({range(U'\u0100', U'\u0106')}, U'\u0105'));
    CHECK(holds({range(0, 0x10FFFF)}, U'😀'));
}

TEST_CASE("negation comes last") {
    CHECK_FALSE(holds({one('a')}, 'A', ignore_case, true));
    CHECK(holds({one('a')}, 'b', ignore_case, true));
    CHECK(holds({one('a')}, U'😀', ignore_case, true));
    CHECK_FALSE(holds({category(Category::word)}, U'é', ignore_case, true));
}

TEST_CASE("categories know Unicode, and under (?a) only ASCII") {
    CHECK(holds({category(Category::digit)}, U'٣'));
    CHECK_FALSE(holds({category(Category::digit)}, U'²'));
    CHECK(holds({category(Category::space)}, U'\u2003'));
    CHECK(holds({category(Category::space)}, U'\x1C'));
    CHECK(holds({category(Category::not_word)}, U'😀'));
    CHECK_FALSE(holds({category(Category::digit)}, U'٣', ascii_only));
    CHECK_FALSE(holds({category(Category::space)}, U'\x1C', ascii_only));
    CHECK(holds({category(Category::not_word)}, U'é', ascii_only));
    CHECK(holds({category(Category::not_digit), one('5')}, '5'));
    CHECK_FALSE(holds({category(Category::not_digit), one('5')}, '6'));
}

TEST_CASE("beyond U+FFFF a class's single characters are not folded, its ranges are") {
    CHECK_FALSE(holds({one(U'𐐀'), one('x')}, U'𐐀'));  // re's own defect: it looks for the small letter
    CHECK_FALSE(holds({one(U'𐐀'), one('x')}, U'𐐨'));
    CHECK(holds({one(U'𐐨'), one('x')}, U'𐐀'));
    CHECK(holds({range(U'𐐀', U'𐐁')}, U'𐐨'));
    CHECK(holds({range(U'𐐀', U'𐐁')}, U'𐐀'));
    CHECK_FALSE(holds({range(U'𐐀', U'𐐁')}, U'𐐪'));
    CHECK(holds({one(U'😀')}, U'😀'));
}
