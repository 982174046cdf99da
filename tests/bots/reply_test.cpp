#include "necsus/bots/reply.hpp"

#include <catch2/catch.hpp>

#include "necsus/bots/explanations.hpp"

using namespace necsus;
using namespace std::string_literals;
using Catch::Matchers::Contains;
using Kind = CallOutcome::Kind;

namespace {

using Text = std::optional<std::string>;

constexpr std::chrono::milliseconds timeout{120'000};

Bot echo() {
    Bot bot;
    bot.id = 1;
    bot.room = "lobby";
    bot.name = "Echo";
    bot.url = "http://localhost:1234/echo";
    return bot;
}

CallOutcome answer(std::string body, int status = 200, std::string reason = "OK") {
    CallOutcome outcome;
    outcome.status = status;
    outcome.reason = std::move(reason);
    outcome.body = std::move(body);
    return outcome;
}

CallOutcome failure(Kind kind, std::string detail = "") {
    CallOutcome outcome;
    outcome.kind = kind;
    outcome.detail = std::move(detail);
    return outcome;
}

BotReply good(std::string body) {
    CAPTURE(body);
    auto reply = read_reply(echo(), answer(std::move(body)), timeout);
    if (const auto* problem = std::get_if<Problem>(&reply)) FAIL(problem->html);
    return std::get<BotReply>(std::move(reply));
}

std::string problem(CallOutcome outcome, const Bot& bot = echo()) {
    auto reply = read_reply(bot, std::move(outcome), timeout);
    const auto* found = std::get_if<Problem>(&reply);
    return found == nullptr ? "(none)" : found->html;
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

TEST_CASE("another status is named, with its reason and a hint") {
    const auto [status, reason, shown, hint] = GENERATE(table<int, std::string, std::string, std::string>({
        {404, "Not Found", "404 (Not Found)", "@app.post"},
        {404, "Not Found", "404 (Not Found)", "bot URL"},
        {404, "Not Found", "404 (Not Found)", "<code>http://localhost:1234/echo</code>"},
        {405, "Method Not Allowed", "405 (Method Not Allowed)",
         "<code>@app.post</code> rather than <code>@app.get</code>"},
        {500, "Internal Server Error", "500 (Internal Server Error)", "Flask log"},
        {201, "Created", "201 (Created)", "instead of 200"},
        {418, "I'm a teapot", "418 (I&#x27;m a teapot)", "instead of 200"},
        {503, "<b>", "503 (&lt;b&gt;)", "<b>Echo</b>"},
        {599, "\xff", "599 (\uFFFD)", ""},
    }));
    const auto html = problem(answer(R"({"text":"x"})", status, reason));
    CHECK_THAT(html, Contains(shown) && Contains(hint) && Contains("<b>Echo</b>"));
}

TEST_CASE("a redirect is not followed, and says where it leads") {
    const auto status = GENERATE(301, 302, 307, 308);
    auto outcome = answer("", status, "Found");
    CHECK_THAT(problem(outcome), Contains("redirects somewhere else"));
    outcome.location = "http://h/<x>&y";
    CHECK_THAT(problem(outcome), Contains("to <code>http://h/&lt;x&gt;&amp;y</code>") && Contains("(Found)"));
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

TEST_CASE("each way in which a call fails is told apart, with the bot and its address") {
    const auto [kind, words] = GENERATE(table<Kind, std::string>({
        {Kind::no_such_host, "host not found"},
        {Kind::no_such_host, "Is the URL correct?"},
        {Kind::lookup_failed, "could not be looked up (DETAIL &lt;x&gt;)"},
        {Kind::lookup_failed, "Is the URL correct?"},
        {Kind::refused, "refused"},
        {Kind::refused, "Is the URL correct?"},
        {Kind::unreachable, "DETAIL &lt;x&gt;"},
        {Kind::unreachable, "Is the URL correct?"},
        {Kind::tls_failed, "(TLS) failed: DETAIL &lt;x&gt;"},
        {Kind::tls_failed, "Is the URL correct"},
        {Kind::timed_out, "did not answer within 120 seconds"},
        {Kind::too_large, "too large"},
        {Kind::cut_off, "cut off"},
        {Kind::closed, "without an answer"},
        {Kind::not_http, "not HTTP"},
        {Kind::bad_compression, "could not be decompressed (Content-Encoding DETAIL &lt;x&gt;)"},
        {Kind::stopped, "NeCSuS was stopped"},
    }));
    CAPTURE(to_text(kind));
    CHECK_THAT(problem(failure(kind, "DETAIL <x>")),
               Contains(words) && Contains("<b>Echo</b>") && Contains("<code>http://localhost:1234/echo</code>"));
}

TEST_CASE("the seconds waited are those that were waited") {
    const auto [time, words] = GENERATE(table<std::chrono::milliseconds, std::string>({
        {std::chrono::milliseconds(1000), "within 1 second."},
        {std::chrono::milliseconds(1500), "within 1.5 seconds."},
        {std::chrono::milliseconds(50), "within 0.05 seconds."},
    }));
    const auto reply = read_reply(echo(), failure(Kind::timed_out), time);
    CHECK_THAT(std::get<Problem>(reply).html, Contains(words));
}

TEST_CASE("names and addresses are escaped, and long ones cut") {
    auto bot = echo();
    bot.name = "<script>'&" + std::string(5000, 'n');
    bot.url = "http://h/\"<img>" + std::string(5000, 'u');
    for (auto outcome :
         {failure(Kind::refused), answer("x"), answer("[]"), answer("{}"), answer("", 404, "Not Found")}) {
        const auto html = problem(outcome, bot);
        CHECK_THAT(html, Contains("&lt;script&gt;&#x27;&amp;nnn") && Contains("nnn…"));
        CHECK_THAT(html, !Contains("<script") && !Contains("<img"));
        CHECK(html.size() < 3500);
    }
    CHECK_THAT(problem(failure(Kind::refused), bot), Contains("<code>http://h/&quot;&lt;img&gt;uuu"));
}

TEST_CASE("a URL that can't be called is explained") {
    const auto [fault, words] = GENERATE(table<UrlProblem, std::string>({
        {UrlProblem::empty, "endpoint URL is empty"},
        {UrlProblem::no_scheme, "must begin with <code>http://</code> or <code>https://</code>"},
        {UrlProblem::wrong_scheme, "must begin with <code>http://</code> or <code>https://</code>"},
        {UrlProblem::wrong_scheme, "<code>ftp://&lt;h&gt;</code>"},
        {UrlProblem::no_host, "names no host"},
        {UrlProblem::bad_host, "host name is malformed"},
        {UrlProblem::bad_port, "1 to 65535"},
        {UrlProblem::bad_port, "must begin with <code>http://</code> or <code>https://</code>"},
    }));
    auto bot = echo();
    bot.url = "ftp://<h>";
    CHECK_THAT(explain_url(bot, fault), Contains(words) && Contains("<b>Echo</b>"));
}

TEST_CASE("what came from outside is shown as an excerpt, however long it is") {
    const auto unit = GENERATE(as<std::string>(), "x", "é", "\xff", "<");
    std::string text;
    while (text.size() < 64U << 10U) text += unit;
    CAPTURE(unit);
    constexpr std::size_t enough = 10'000;  // four excerpts of 500 bytes, each byte escaped, and our own words

    auto bot = echo();
    bot.name = text;
    bot.url = "http://localhost/" + text;
    for (auto kind : {Kind::no_such_host, Kind::lookup_failed, Kind::unreachable, Kind::tls_failed, Kind::timed_out,
                      Kind::not_http, Kind::bad_compression, Kind::stopped}) {
        CHECK(problem(failure(kind, text), bot).size() < enough);
    }
    for (auto status : {200, 302, 404, 500, 999}) {
        auto outcome = answer(text, status, text);
        outcome.location = text;
        CHECK(problem(std::move(outcome), bot).size() < enough);
    }
    for (auto fault : {UrlProblem::empty, UrlProblem::no_host, UrlProblem::bad_port, UrlProblem::wrong_scheme}) {
        CHECK(explain_url(bot, fault).size() < enough);
    }
    CHECK(explain_form_action(bot, text).size() < enough);
    CHECK(explain_missing_text(bot).size() < enough);
    CHECK(explain_text_type(bot, "int").size() < enough);
    CHECK(explain_no_dict(bot, "list").size() < enough);
    bot.responds_to = text;
    CHECK(explain_pattern_timeout(bot).size() < enough);
}

TEST_CASE("of a long fault in a pattern, what it is and where are shown") {
    auto bot = echo();
    bot.responds_to = "(?P<" + std::string(8000, '-') + ">a)";
    const auto compiled = Pattern::compile(*bot.responds_to);
    const auto text = explain_pattern(bot, std::get<PatternError>(compiled));
    CHECK(text.size() < 2000);
    CHECK_THAT(text, Contains("bad character in group name &#x27;---") && Contains("--… at position 4. Mend it"));
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
