#include "necsus/pattern/subject.hpp"

#include <catch2/catch.hpp>

using namespace necsus;
using namespace std::string_literals;

namespace {

bool has(const Subject& subject, char c) {
    auto code = static_cast<unsigned char>(c);
    return (subject.ascii[code >> 6U] >> (code & 63U) & 1U) != 0;
}

}  // namespace

TEST_CASE("a subject has the text's characters, and their lowercase letters") {
    Subject subject("AbÄ€😀\0z\u0130"s);
    CHECK(subject.text == U"AbÄ€😀\0z\u0130"s);
    CHECK(subject.lowered == U"abä€😀\0zi"s);
}

TEST_CASE("a subject knows which ASCII characters occur, and whether others do") {
    Subject plain("Hi\0~"s);
    CHECK(has(plain, 'H'));
    CHECK(has(plain, 'i'));
    CHECK(has(plain, '\0'));
    CHECK(has(plain, '~'));
    CHECK_FALSE(has(plain, 'h'));
    CHECK_FALSE(plain.has_others);
    CHECK(Subject("é").has_others);
    CHECK(Subject("x\u007F\u0080").has_others);
    CHECK_FALSE(Subject("\u007F").has_others);
}

TEST_CASE("an empty subject has nothing") {
    Subject subject("");
    CHECK(subject.text.empty());
    CHECK(subject.lowered.empty());
    CHECK(subject.ascii == decltype(subject.ascii){});
    CHECK_FALSE(subject.has_others);
}
