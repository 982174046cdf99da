#include "necsus/text/json_text.hpp"

#include <catch2/catch.hpp>

using namespace necsus;
using namespace std::string_literals;

namespace {

std::string as_json(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

using Found = std::optional<std::string_view>;

}  // namespace

TEST_CASE("a text becomes a JSON string with only what must be escaped escaped") {
    const auto [text, json] = GENERATE(table<std::string, std::string>({
        {"", R"("")"},
        {"plain", R"("plain")"},
        {R"(a"b\c/d)", R"("a\"b\\c/d")"},
        {"\n\r\t", R"("\n\r\t")"},
        {"\0\b\x1f"s, R"("\u0000\u0008\u001f")"},
        {"\x7f", "\"\x7f\""},
        {"é 日本 😀", "\"é 日本 😀\""},
        {"\"", R"("\"")"},
    }));
    CHECK(as_json(text) == json);
}

TEST_CASE("an object is written in the order of its members, without blanks") {
    JsonObject json;
    json.add("z", "last first")
        .add("a", std::int64_t{-3})
        .add("none", std::optional<std::string>())
        .add("some", std::optional<std::string>("x"))
        .add("no_number", std::optional<std::int64_t>())
        .add("number", std::optional<std::int64_t>(9007199254740993))
        .add_raw("raw", "[1.0, 2]")
        .add("k\"ey", std::string("v"));
    CHECK(std::move(json).finish() == R"({"z":"last first","a":-3,"none":null,"some":"x","no_number":null,)"
                                      R"("number":9007199254740993,"raw":[1.0, 2],"k\"ey":"v"})");
}

TEST_CASE("an object without members is an empty one") {
    CHECK(JsonObject(100).finish() == "{}");
}

TEST_CASE("nesting is counted outside strings only") {
    const auto [json, depth] = GENERATE(table<std::string, std::size_t>({
        {"1", 0},
        {"[]", 1},
        {R"({"a":[{"b":[]}]})", 4},
        {R"(["[[[[", "\"[[["])", 1},
        {R"(["\\", [1]])", 2},
        {"[[],[],[[]]]", 3},
        {"]]][[", 2},
        {"\"[", 0},
        {"", 0},
    }));
    CAPTURE(json);
    CHECK(nesting_depth(json) == depth);
}

TEST_CASE("a member is cut out of an object without changing a byte") {
    const auto [object, text] = GENERATE(table<std::string, Found>({
        {R"({"state":1.0})", "1.0"},
        {R"({ "a" : 1 , "state" : {"z" : 1,  "a":[ 2 ]} , "b":2})", R"({"z" : 1,  "a":[ 2 ]})"},
        {R"({"state":"a,}\"]b","x":1})", R"("a,}\"]b")"},
        {R"({"state":1,"state":2})", "2"},
        {R"({"\u0073tate":3})", "3"},
        {R"({"st\u0061te":4,"a":{"state":5}})", "4"},
        {R"({"a":{"state":5}})", std::nullopt},
        {R"({"a":"state","b":"\"state\":1"})", std::nullopt},
        {R"({"state":null})", "null"},
        {R"({"state":""})", R"("")"},
        {R"({"state":[]})", "[]"},
        {R"({"state":{"a":"}"}})", R"({"a":"}"})"},
        {R"({"state":123456789012345678901234567890})", "123456789012345678901234567890"},
        {"{\"state\"\n:\t-1e5\r\n}", "-1e5"},
        {"\xEF\xBB\xBF{\"state\":true}", "true"},
        {"{}", std::nullopt},
        {" { } ", std::nullopt},
    }));
    CAPTURE(object);
    CHECK(member_text(object, "state") == text);
}

TEST_CASE("a key may be escaped in any way, and another one is not taken for it") {
    const std::string key = "a/\"\\\b\f\n\r\t\u00e9\u65e5\U0001F600\0z"s;
    const auto [spelling, is_key] = GENERATE(table<std::string, bool>({
        {R"(a\/\"\\\b\f\n\r\té日😀\u0000z)", true},
        {R"(\u0061\u002f\u0022\u005C\u0008\u000C\u000a\u000d\u0009\u00E9\u65e5\ud83d\uDE00\u0000\u007A)", true},
        {R"(a/\"\\\b\f\n\r\té日\ud83d\ude00\u0000z)", true},
        {R"(a/\"\\\b\f\n\r\té日\ud83d\ude01\u0000z)", false},
        {R"(a/\"\\\b\f\n\r\té日😀\u0000)", false},
        {R"(a/\"\\\b\f\n\r\té日😀\u0000zz)", false},
        {R"(a/\"\\\b\f\n\r\te日😀\u0000z)", false},
        {R"(a)", false},
        {"", false},
    }));
    CAPTURE(spelling);
    const auto object = "{\"" + spelling + "\":1}";
    CHECK(member_text(object, key).has_value() == is_key);
}

TEST_CASE("numbers that overflow a double are overwritten, and nothing else") {
    const std::string huge(400, '9');
    const std::string blanks(397, ' ');
    CHECK(without_huge_numbers("[1e999,2]") == "[0.1  ,2]");
    CHECK(without_huge_numbers("[-1e999]") == "[0.1   ]");
    CHECK(without_huge_numbers("{\"a\":" + huge + "}") == "{\"a\":0.1" + blanks + "}");
    CHECK(without_huge_numbers("[1E+400]") == "[0.1   ]");

    const auto same = GENERATE_COPY(as<std::string>(), "[1,2.5,1e308,-1e-5]", "[\"1e999\"]", "[\"\\\"1e999\"]",
                                    huge.substr(0, 300), "[1e+]", "[1e9999x, 01e999]", "", "\"");
    CAPTURE(same);
    if (same.starts_with("[1e9999x")) {
        // What stays is not JSON anyhow, and is refused as such.
        CHECK(without_huge_numbers(same) == "[0.1   x, 01e999]");
    } else {
        CHECK(without_huge_numbers(same) == std::nullopt);
    }
}

TEST_CASE("a number is one as JSON writes it") {
    const auto [text, yes] = GENERATE(table<std::string, bool>({
        {"0", true},        {"-0", true},   {"12", true},       {"1.5", true},
        {"1e5", true},      {"1E+5", true}, {"-1.25e-7", true}, {"1700000000.000123", true},
        {"", false},        {"-", false},   {"01", false},      {"1.", false},
        {".5", false},      {"1e", false},  {"+1", false},      {"1e+", false},
        {" 1", false},      {"1 ", false},  {"0x10", false},    {"NaN", false},
        {"3:04 pm", false},
    }));
    CAPTURE(text);
    CHECK(is_json_number(text) == yes);
}
