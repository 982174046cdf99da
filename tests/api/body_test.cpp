#include "api/body.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <thread>

#include "support/unit/run.hpp"

using namespace necsus;
using namespace std::string_literals;
using Catch::Matchers::Contains;

namespace {

constexpr auto least = std::numeric_limits<std::int64_t>::min();
constexpr auto most = std::numeric_limits<std::int64_t>::max();

std::string problem_of(const Body& body) {
    return body.problem().value_or("(none)");
}

struct Read {
    std::string text;
    std::string raw;
    std::thread::id on;
};

Read text_and_raw(Body& body) {
    return {body.text("text"), body.raw("raw"), std::this_thread::get_id()};
}

std::string nested(std::size_t levels) {
    return "{\"a\":" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
}

Request request_of(std::string body) {
    Request request;
    request.body = std::move(body);
    return request;
}

}  // namespace

TEST_CASE("a body that is not JSON is refused as such") {
    const auto text = GENERATE(as<std::string>(), "", " ", "room", "{", "{}x", "{}{}", "{room: 1}", "{'room': 'a'}",
                               R"({"room": "a",})", R"({"room": NaN})", R"({"a": 01})", "{\"room\": \"a\n\"}",
                               "// comment\n{}", R"({"a": "\x41"})", "\0"s, "{}\0"s, "{}\0x"s, "{\0}"s);
    CAPTURE(text);
    CHECK_THAT(problem_of(Body(text)), Contains("not JSON") && Contains("."));
}

TEST_CASE("a body that is not UTF-8 is refused") {
    const auto text =
        GENERATE(as<std::string>(), "{\"room\":\"\xff\"}", "{\"room\":\"\xc3\"}", "{\"room\":\"\xed\xa0\x80\"}",
                 "{\"room\":\"\xc0\x80\"}", "{\"\xff\":1}", "\xff\xfe{}", "{\0}\0"s);
    CAPTURE(text);
    const Body body(text);
    CHECK_THAT(problem_of(body), Contains("UTF-8"));
}

TEST_CASE("a lone surrogate is refused, and a pair is one character") {
    const auto text =
        GENERATE(as<std::string>(), R"({"text":"\ud800"})", R"({"text":"\udc00"})", R"({"text":"\ud800x"})",
                 R"({"text":"\ud800\ud800"})", R"({"text":"\udc00\ud800"})", R"({"x":"\ud83d"})");
    CAPTURE(text);
    CHECK(Body(text).problem());

    Body good(R"({"text":"\ud83d\ude00"})");
    CHECK(good.text("text") == "😀");
    CHECK(problem_of(good) == "(none)");
}

TEST_CASE("a body that is no object says what it is") {
    const auto [text, is] = GENERATE(table<std::string, std::string>({
        {"[]", "an array"},
        {"\"a\"", "a string"},
        {"1", "a number"},
        {"-1.5", "a number"},
        {"1e999", "a number"},
        {"true", "a boolean"},
        {"null", "null"},
    }));
    CAPTURE(text);
    CHECK_THAT(problem_of(Body(text)), Contains("must be a JSON object") && Contains("is " + is));
}

TEST_CASE("a body may be nested, and not too deep") {
    CHECK(problem_of(Body(nested(200))) == "(none)");
    CHECK_THAT(problem_of(Body(nested(201))), Contains("too deep") && Contains("200"));
    CHECK_THAT(problem_of(Body(std::string(100'000, '['))), Contains("too deep"));
    CHECK(problem_of(Body(R"({"a":")" + std::string(1000, '[') + "\"}")) == "(none)");
}

TEST_CASE("a required field that is missing, null or of the wrong type is named") {
    const auto [text, complaint] = GENERATE(table<std::string, std::string>({
        {"{}", "\"author\" is missing"},
        {R"({"Author":"a"})", "\"author\" is missing"},
        {R"({"author":null})", "\"author\" is null"},
        {R"({"author":1})", "\"author\" is a number: it must be a string"},
        {R"({"author":1e999})", "\"author\" is a number: it must be a string"},
        {R"({"author":true})", "\"author\" is a boolean: it must be a string"},
        {R"({"author":[]})", "\"author\" is an array: it must be a string"},
        {R"({"author":{}})", "\"author\" is an object: it must be a string"},
        {R"({"author":"a","author":2})", "\"author\" is a number: it must be a string"},
    }));
    CAPTURE(text);
    Body body(text);
    CHECK(body.text("author").empty());
    CHECK_THAT(problem_of(body), Contains(complaint));
}

TEST_CASE("a room has at least one character") {
    const auto [text, complaint] = GENERATE(table<std::string, std::string>({
        {R"({"room":""})", "\"room\" is empty"},
        {"{}", "\"room\" is missing"},
        {R"({"room":null})", "\"room\" is null"},
        {R"({"room":5})", "\"room\" is a number"},
    }));
    Body body(text);
    body.room();
    CHECK_THAT(problem_of(body), Contains(complaint));

    Body blank(R"({"room":" "})");
    CHECK(blank.room() == " ");
    CHECK(problem_of(blank) == "(none)");
}

TEST_CASE("of several mistakes the first one counts") {
    Body body(R"({"room":"","text":1})");
    body.room();
    body.text("text");
    body.text("author");
    CHECK_THAT(problem_of(body), Contains("\"room\" is empty"));
}

TEST_CASE("an optional field may be absent or null, and not of another type") {
    CHECK(Body("{}").optional_text("url") == std::nullopt);
    CHECK(Body(R"({"url":null})").optional_text("url") == std::nullopt);
    CHECK(Body(R"({"url":""})").optional_text("url") == "");
    Body wrong(R"({"url":0})");
    wrong.optional_text("url");
    CHECK_THAT(problem_of(wrong), Contains("\"url\" is a number"));
}

TEST_CASE("absent and null are kept apart") {
    const Body body(R"({"id":null,"name":"a"})");
    CHECK(body.has("id"));
    CHECK(body.is_null("id"));
    CHECK(body.has("name"));
    CHECK_FALSE(body.is_null("name"));
    CHECK_FALSE(body.has("url"));
    CHECK_FALSE(body.is_null("url"));
}

TEST_CASE("text is kept exactly") {
    const auto [json, text] = GENERATE(table<std::string, std::string>({
        {R"("")", ""},
        {R"("a\u0000b")", "a\0b"s},
        {R"("\n\t\"\\\/")", "\n\t\"\\/"},
        {"\"é日😀\"", "é日😀"},
        {R"("\uFEFF")", "\xEF\xBB\xBF"},
        {R"("\uffff")", "\xEF\xBF\xBF"},
    }));
    Body body("{\"text\":" + json + "}");
    CHECK(body.text("text") == text);
    CHECK(problem_of(body) == "(none)");
}

TEST_CASE("a byte order mark, blanks, unknown keys and duplicate keys are allowed") {
    Body body("\xEF\xBB\xBF \r\n\t{\"new\":{},\"room\":\"a\",\"room\":\"b\"}\n");
    CHECK(body.room() == "b");
    CHECK(problem_of(body) == "(none)");
}

TEST_CASE("an integer is between its bounds") {
    const auto [json, number] = GENERATE(table<std::string, std::int64_t>({
        {"1", 1},
        {"-0", 0},
        {"-7", -7},
        {"9223372036854775807", most},
        {"-9223372036854775808", least},
    }));
    Body body("{\"id\":" + json + "}");
    CHECK(body.integer("id", least, most) == number);
    CHECK(problem_of(body) == "(none)");
}

TEST_CASE("what is no integer, or one out of bounds, is refused with the field's name") {
    const auto json = GENERATE(as<std::string>(), "0", "101", "-1", "9223372036854775808", "18446744073709551615",
                               "18446744073709551616", "1.0", "1.5", "1e2", "\"1\"", "true", "[]", "null");
    CAPTURE(json);
    Body body("{\"id\":" + json + "}");
    CHECK(body.integer("id", 1, 100) == 1);
    CHECK_THAT(problem_of(body), Contains("\"id\""));
}

TEST_CASE("an integer too large for any bounds is refused and not taken for another one") {
    const auto json = GENERATE(as<std::string>(), "1" + std::string(602, '0'), "1e999", "-1e999", "1e-999");
    CAPTURE(json);
    Body body("{\"id\":" + json + "}");
    body.integer("id", least, most);
    CHECK_THAT(problem_of(body), Contains("\"id\""));
}

TEST_CASE("huge numbers elsewhere in a body do no harm") {
    const auto number = GENERATE(as<std::string>(), "1" + std::string(602, '0'), "1e999", "-1e999", "1E+400");
    CAPTURE(number);
    Body body("{\"x\":[" + number + "],\"room\":\"a\",\"form_data\":{\"n\":" + number + " }}");
    CHECK(body.room() == "a");
    CHECK(body.raw("form_data") == "{\"n\":" + number + " }");
    CHECK(problem_of(body) == "(none)");
}

TEST_CASE("a raw value is handed on byte for byte") {
    const auto json = GENERATE(as<std::string>(), "1.0", "1", "0", "false", "\"\"", "[]", R"({"z":1, "a" : [1.0,1e5]})",
                               R"("\u00e9\/")", "123456789012345678901234567890");
    CAPTURE(json);
    Body body("\xEF\xBB\xBF{ \"form_data\":\"first\", \"form_data\" : " + json + "\n, \"room\":\"a\"}");
    CHECK(body.raw("form_data") == json);
    CHECK(problem_of(body) == "(none)");
}

TEST_CASE("a raw value must be there, and not null") {
    Body missing("{}");
    missing.raw("form_data");
    CHECK_THAT(problem_of(missing), Contains("\"form_data\" is missing"));
    Body null(R"({"form_data":null})");
    null.raw("form_data");
    CHECK_THAT(problem_of(null), Contains("\"form_data\" is null"));
}

TEST_CASE("a long body is read like a short one, and off the loop") {
    asio::io_context loop;
    Workers workers(loop.get_executor(), 1);
    auto read = [&](std::string text) {
        return run(loop, read_body(workers, FieldLimits(), request_of(std::move(text)), text_and_raw));
    };
    const auto here = std::this_thread::get_id();

    const std::string text(1U << 20U, 'x');
    const auto full = read(R"({"text":")" + text + R"(","raw":[1.0]})");
    CHECK(full.fields.text == text);
    CHECK(full.fields.raw == "[1.0]");
    CHECK(full.fields.on != here);
    CHECK(full.problem == std::nullopt);

    const auto small = read(R"({"text":"x","raw":1})");
    CHECK(small.fields.text == "x");
    CHECK(small.fields.raw == "1");
    CHECK(small.fields.on == here);

    const auto broken = read("[" + text);
    REQUIRE(broken.problem);
    CHECK(broken.problem->size() < 1000);
    const auto wrong = read(R"({"text":")" + text + R"("})");
    REQUIRE(wrong.problem);
    CHECK_THAT(*wrong.problem, Contains("\"raw\" is missing"));
}

TEST_CASE("a long body with nothing but escaped keys is read like any other") {
    asio::io_context loop;
    Workers workers(loop.get_executor(), 1);
    std::string text = R"({"text":"old","r\u0061w":"old")";
    while (text.size() < 4 * long_body_bytes) text += R"(,"\u0061":0,"ra\u0077x":1)";
    text += R"(,"\u0074ext":"new","r\u0061\u0077":{"a": 1.0}})";
    const auto found = run(loop, read_body(workers, FieldLimits(), request_of(text), text_and_raw));
    CHECK(found.problem == std::nullopt);
    CHECK(found.fields.text == "new");
    CHECK(found.fields.raw == R"({"a": 1.0})");
    CHECK(found.fields.on != std::this_thread::get_id());
}

TEST_CASE("what a body takes is given back when it is read") {
    asio::io_context loop;
    Workers workers(loop.get_executor(), 1);
    BodyMemory memory(loop.get_executor(), 10U << 20U);
    auto request = request_of(R"({"text":")" + std::string(1U << 20U, 'x') + R"(","raw":1})");
    request.memory = BodyMemory::Part(memory, "client");
    REQUIRE(request.memory.grow_to(request.body.size()));
    run(loop, read_body(workers, FieldLimits(), std::move(request), text_and_raw));
    CHECK(memory.used_bytes() == 0);
}

TEST_CASE("a field may be as long as its limit, in bytes of UTF-8, and not a byte longer") {
    FieldLimits limits;
    limits.name = 4;
    limits.media = 9;
    const auto longest = [&](const std::string& json) { return Body(json, limits); };
    auto fits = longest(R"({"author":"éé","form_data":[1,2,3,4]})");
    CHECK(fits.text("author") == "éé");
    CHECK(fits.raw("form_data") == "[1,2,3,4]");
    CHECK(problem_of(fits) == "(none)");

    auto too_long_name = longest(R"({"author":"éé!"})");
    too_long_name.text("author");
    CHECK_THAT(problem_of(too_long_name), Contains("\"author\"") && Contains("5 bytes") && Contains("at most 4 bytes"));
    auto too_long_data = longest(R"({"form_data":[1,2,3,4 ]})");
    too_long_data.raw("form_data");
    CHECK_THAT(problem_of(too_long_data), Contains("\"form_data\"") && Contains("at most 9 bytes"));
}
