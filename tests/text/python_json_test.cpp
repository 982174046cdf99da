#include "necsus/text/python_json.hpp"

#include <array>
#include <catch2/catch.hpp>

using namespace necsus;
using namespace std::string_view_literals;

namespace {

struct Case {
    std::string_view text;
    std::string_view said;  // the type's name in Python, or its error
    std::size_t line, column;
};

// In Python's own words.
constexpr Case cases[] = {
#include "json_cases.inc"
};

std::string_view name_of(JsonType type) {
    constexpr std::array<std::string_view, 7> names = {"dict", "list", "str", "int", "float", "bool", "NoneType"};
    return names.at(static_cast<std::size_t>(type));
}

std::string member(std::string_view object, std::string_view key) {
    const std::array wanted = {key};
    auto read = read_python_json(object, wanted);
    auto* json = std::get_if<PythonJson>(&read);
    REQUIRE(json != nullptr);
    return json->members[0] ? std::string(json->members[0]->text) : "(none)";
}

}  // namespace

TEST_CASE("every text is what it is for Python, or wrong in Python's words and at Python's place") {
    for (const auto& [text, said, line, column] : cases) {
        CAPTURE(text);
        auto read = read_python_json(text);
        if (auto* error = std::get_if<JsonError>(&read)) {
            CHECK(error->message == said);
            CHECK(error->line == line);
            CHECK(error->column == column);
        } else {
            CHECK(name_of(std::get<PythonJson>(read).value.type) == said);
            CHECK(line == 0);
        }
    }
}

TEST_CASE("the wanted members of an object are found, as they stand in it") {
    const std::array<std::string_view, 5> wanted = {"text", "state", "list", "text ", "missing"};
    auto read = read_python_json(
        R"( {"x": {"text": 0}, "te\u0078t" : "a\"}" , "list":[1, {"text": []} ],"state": {"z": 1.0,  "a":1} , "y":[]} )",
        wanted);
    const auto& json = std::get<PythonJson>(read);
    CHECK(json.value.type == JsonType::object);
    CHECK(json.members[0]->text == R"("a\"}")");
    CHECK(json.members[1]->text == R"({"z": 1.0,  "a":1})");
    CHECK(json.members[1]->type == JsonType::object);
    CHECK(json.members[2]->text == R"([1, {"text": []} ])");
    CHECK_FALSE(json.members[3]);
    CHECK_FALSE(json.members[4]);
}

TEST_CASE("of duplicate keys the last counts, whatever it is") {
    CHECK(member(R"({"a":1,"a":[2]})", "a") == "[2]");
    CHECK(member(R"({"a":[[1]],"a":2})", "a") == "2");
    CHECK(member(R"({"a":[1],"b":[2]})", "a") == "[1]");
    CHECK(member(R"([{"a":1}])", "a") == "(none)");
}

TEST_CASE("nesting however deep is no obstacle") {
    constexpr std::size_t levels = 1'000'000;
    auto deep = "{\"a\":" + std::string(levels, '[') + std::string(levels, ']') + ",\"b\":2}";
    CHECK(member(deep, "b") == "2");
    CHECK(member(deep, "a").size() == 2 * levels);
}

TEST_CASE("a string says what it says, and a lone surrogate becomes U+FFFD") {
    const auto [quoted, value] = GENERATE(table<std::string, std::string>({
        {R"("")", ""},
        {R"("é日😀")", "é日😀"},
        {R"("a\"\\\/\b\f\n\r\tz")", "a\"\\/\b\f\n\r\tz"},
        {R"("\u00e9\u65E5\ud83d\ude00")", "é日😀"},
        {R"("\u0000x")", std::string("\0x", 2)},
        {R"("\ud83d")", "\uFFFD"},
        {R"("\ude00\ud83d!")", "\uFFFD\uFFFD!"},
        {R"("\ud83d\ud83d\ude00")", "\uFFFD😀"},
        {R"("\ud83d\n")", "\uFFFD\n"},
        {R"("\ud83d\u0041")", "\uFFFDA"},
    }));
    CHECK(json_string_value(quoted) == value);
}
