#include "necsus/bots/reply.hpp"

#include <catch2/catch.hpp>

#include "necsus/bots/explanations.hpp"
#include "support/unit/bot_replies.hpp"

using namespace necsus;
using namespace std::string_literals;
using Catch::Matchers::Contains;

namespace {

using Text = std::optional<std::string>;

BotReply good(std::string body) {
    CAPTURE(body);
    auto reply = read_reply(echo(), answer(std::move(body)), timeout);
    if (const auto* problem = std::get_if<Problem>(&reply)) FAIL(problem->html);
    return std::get<BotReply>(std::move(reply));
}

}  // namespace

TEST_CASE("a text is a whole answer") {
    const auto [body, text] = GENERATE(table<std::string, std::string>({
        {R"({"text":"Hi"})", "Hi"},
        {R"({"text":""})", ""},
        {" \n{ \"text\" : \"a\\u0000\\u00e9é\" } \n", "a\0éé"s},
        {"\xEF\xBB\xBF{\"text\":\"Hi\"}", "Hi"},
        {"{\0\"\0t\0e\0x\0t\0\"\0:\0\"\0H\0i\0\"\0}\0"s, "Hi"},
        {R"({"text":"first","text":"last"})", "last"},
        {R"({"text":"Hi","n":1e999,"m":[)" + std::string(700, '7') + "]}", "Hi"},
    }));
    const auto reply = good(body);
    CHECK(reply.text == text);
    CHECK_FALSE(reply.author);
    CHECK_FALSE(reply.room);
    CHECK_FALSE(reply.image);
    CHECK_FALSE(reply.media);
    CHECK_FALSE(reply.css);
    CHECK_FALSE(reply.js);
    CHECK_FALSE(reply.state);
}

TEST_CASE("an answer may say more") {
    const auto reply =
        good(R"({"js":"j","css":"c","media":"m","image":"i","room":"r","author":"a","text":"t","state":1})");
    CHECK(reply.text == "t");
    CHECK(reply.author == "a");
    CHECK(reply.room == "r");
    CHECK(reply.image == "i");
    CHECK(reply.media == "m");
    CHECK(reply.css == "c");
    CHECK(reply.js == "j");
    CHECK(reply.state == "1");
}

TEST_CASE("optional fields of the wrong type are ignored") {
    const auto value = GENERATE(as<std::string>(), "null", "1", "true", "[]", "{}", "[\"x\"]");
    const auto reply = good(R"({"text":"t","author":)" + value + R"(,"room":)" + value + R"(,"image":)" + value +
                            R"(,"media":)" + value + R"(,"css":)" + value + R"(,"js":)" + value + "}");
    CHECK_FALSE(reply.author);
    CHECK_FALSE(reply.room);
    CHECK_FALSE(reply.image);
    CHECK_FALSE(reply.media);
    CHECK_FALSE(reply.css);
    CHECK_FALSE(reply.js);
}

TEST_CASE("an empty room is none, and an empty author is one") {
    const auto reply = good(R"({"text":"t","author":"","room":""})");
    CHECK_FALSE(reply.room);
    CHECK(reply.author == "");
}

TEST_CASE("a state is kept byte for byte, and only null is none") {
    const auto [json, state] = GENERATE(table<std::string, Text>({
        {"null", std::nullopt},
        {"0", "0"},
        {"false", "false"},
        {"\"\"", "\"\""},
        {"[]", "[]"},
        {"{}", "{}"},
        {"1.0", "1.0"},
        {"1", "1"},
        {"-0.0", "-0.0"},
        {R"({"z": 1,  "a" : [ 1.0, 1e2 ]})", R"({"z": 1,  "a" : [ 1.0, 1e2 ]})"},
        {R"("\u00e9 é \/")", R"("\u00e9 é \/")"},
        {"1" + std::string(602, '0'), "1" + std::string(602, '0')},
        {"1e999", "1e999"},
        {"123456789012345678901234567890", "123456789012345678901234567890"},
        {R"({"a":1,"a":2})", R"({"a":1,"a":2})"},
        {R"({"state":null,"text":1})", R"({"state":null,"text":1})"},
    }));
    CAPTURE(json);
    CHECK(good("{\"text\":\"t\",\"state\":\"first\",\"state\" : " + json + " ,\"x\":0}").state == state);
    CHECK(good("\xEF\xBB\xBF{\"st\\u0061te\":" + json + ",\"text\":\"t\"}").state == state);
}

TEST_CASE("status 204 is silence, whatever else came with it") {
    CHECK(std::holds_alternative<Silence>(read_reply(echo(), answer("", 204, "No Content"), timeout)));
    CHECK(std::holds_alternative<Silence>(read_reply(echo(), answer(R"({"text":"x"})", 204), timeout)));
}

TEST_CASE("a body that is not JSON is shown by its beginning, escaped") {
    const auto [body, shown] = GENERATE(table<std::string, std::string>({
        {"", "<pre></pre>"},
        {"Hello", "<pre>Hello</pre>"},
        {"<h1>Hi</h1> & \"so\"", "<pre>&lt;h1&gt;Hi&lt;/h1&gt; &amp; &quot;so&quot;</pre>"},
        {"{'text': 'x'}", "<pre>{&#x27;text&#x27;: &#x27;x&#x27;}</pre>"},
        {R"({"text":"x",})", "<pre>{&quot;text&quot;:&quot;x&quot;,}</pre>"},
        {"{\"text\":\"\xff\"}", "\uFFFD"},
        {"{\"text\":\"x\"} trailing", "trailing</pre>"},
        {"{\"text\":\"x\"}\0<b>"s, "&lt;b&gt;"},
        {std::string(100'000, '['), "[[[…</pre>"},
    }));
    CAPTURE(body.substr(0, 100));
    const auto html = problem(answer(body));
    CHECK_THAT(html, Contains("200 (OK)") && Contains("not JSON") && Contains(shown) && Contains("<b>Echo</b>"));
}

TEST_CASE("of a long body only the beginning is shown") {
    const auto html = problem(answer(std::string(10'000, 'x')));
    CHECK_THAT(html, Contains("xxx…</pre>"));
    CHECK(html.size() < 1000);
    CHECK_THAT(problem(answer(std::string(100'000, '\xff'))), Contains("\uFFFD…</pre>"));
}

TEST_CASE("JSON that is no object is named as Python names it") {
    const auto [body, type] = GENERATE(table<std::string, std::string>({
        {"1", "int"},
        {"-5", "int"},
        {"18446744073709551616", "int"},
        {"1" + std::string(602, '0'), "int"},
        {"1.0", "float"},
        {"1e5", "float"},
        {"1e999", "float"},
        {"\"x\"", "str"},
        {"[]", "list"},
        {"true", "bool"},
        {"null", "NoneType"},
        {" [1] ", "list"},
    }));
    CAPTURE(body);
    CHECK_THAT(problem(answer(body)), Contains("<code>" + type + "</code> instead of <code>dict</code>"));
}

TEST_CASE("a missing text is missed") {
    const auto body = GENERATE(as<std::string>(), "{}", R"({"Text":"x"})", R"({"state":{"text":"x"}})");
    CHECK_THAT(problem(answer(body)), Contains("missing the <code>text</code> key") && Contains("<b>Echo</b>"));
}

TEST_CASE("a text that is no string has the wrong type") {
    const auto [value, type] = GENERATE(table<std::string, std::string>({
        {"1", "int"},
        {"1" + std::string(602, '0'), "int"},
        {"123456789012345678901234567890", "int"},
        {"1.5", "float"},
        {"1e999", "float"},
        {"1e-999", "float"},
        {"null", "NoneType"},
        {"[\"x\"]", "list"},
        {"{}", "dict"},
        {"false", "bool"},
    }));
    CAPTURE(value);
    CHECK_THAT(problem(answer("{\"text\":" + value + "}")),
               Contains("<code>text</code> key had the wrong type") && Contains("<code>" + type + "</code>"));
}

TEST_CASE("what Python writes and JSON does not know is no obstacle where it is ignored or shown") {
    CHECK(good(R"({"text": "hello", "score": NaN, "more": [-Infinity, 1e999]})").text == "hello");
    CHECK(good(R"({"text": "\ud83d\ude00 \ud83d", "author": "\udc00"})").text == "😀 \uFFFD");
    CHECK(good(R"({"text": "a", "author": NaN})").author == std::nullopt);
    const std::string deep = std::string(600, '[') + std::string(600, ']');
    CHECK(good(R"({"board": )" + deep + R"(, "text": "deep"})").text == "deep");
}

TEST_CASE("a state must be JSON in the strict sense") {
    const auto state = GENERATE(as<std::string>(), "NaN", "[Infinity]", R"({"a": "\ud83d"})", "-Infinity");
    CHECK_THAT(problem(answer(R"({"text": "a", "state": )" + state + "}")),
               Contains("<code>state</code>") && Contains("<b>Echo</b>") && Contains("not JSON"));
    CHECK(good(R"({"text": "a", "state": 1e999})").state == "1e999");
    const std::string deep = std::string(501, '[') + std::string(501, ']');
    CHECK_THAT(problem(answer(R"({"text": "a", "state": )" + deep + "}")), Contains("nested too deep"));
    CHECK(good(R"({"text": "a", "state": )" + deep.substr(1, 1000) + "}").state == deep.substr(1, 1000));
}

TEST_CASE("what is wrong with JSON is told in Python's words, and where") {
    const auto [body, words] = GENERATE(table<std::string, std::string>({
        {"{'text': 'hello'}", "Expecting property name enclosed in double quotes: line 1 column 2"},
        {"{\"text\": \"hello\nworld\"}", "Invalid control character at: line 1 column 16"},
        {"{\n  \"text\": \"hi\",\n}", "Expecting property name enclosed in double quotes: line 3 column 1"},
        {R"({"text": "a" "b"})", "Expecting &#x27;,&#x27; delimiter: line 1 column 14"},
        {"", "Expecting value: line 1 column 1"},
        {"hello", "Expecting value: line 1 column 1"},
        {R"({"text": "é"} x)", "Extra data: line 1 column 15"},
        {R"({"text": "never)", "Unterminated string starting at: line 1 column 10"},
    }));
    CHECK_THAT(problem(answer(body)), Contains(words) && Contains("not JSON") && Contains("200 (OK)"));
}

TEST_CASE("a declared charset is honoured, in the text and in what is shown of a mistake") {
    auto outcome = answer("{\"text\": \"caf\xE9\"}");
    CHECK_THAT(problem(outcome), Contains("not text in UTF-8"));
    outcome.charset = "latin-1";
    CHECK(std::get<BotReply>(read_reply(echo(), outcome, timeout)).text == "café");
    outcome.body = "caf\xE9";
    CHECK_THAT(problem(outcome), Contains("<pre>café</pre>") && Contains("Expecting value: line 1 column 1"));
}

TEST_CASE("a field of an answer that is too long is named with its limit") {
    const auto [field, limit] = GENERATE(table<std::string, std::size_t>({
        {"text", 1048576},
        {"author", 1024},
        {"room", 1024},
        {"image", 4194304},
        {"media", 4194304},
        {"css", 8192},
        {"js", 8192},
    }));
    CAPTURE(field);
    auto with = [&, field = field](std::size_t bytes) {
        return R"({"text":"t",")" + field + "\":\"" + std::string(bytes, 'x') + "\"}";
    };
    CHECK_THAT(problem(answer(with(limit + 1))), Contains("<b>Echo</b>") && Contains("<code>" + field + "</code>") &&
                                                     Contains(std::to_string(limit) + " bytes"));
    good(with(limit));
}
