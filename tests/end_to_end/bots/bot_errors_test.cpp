// What a student is told when a bot fails: one test for each row of the table of protocol section 6, except that
// statuses are in bot_status_test.cpp, broken answers in bot_broken_test.cpp, and time in bot_timeouts_test.cpp.
#include <catch2/catch.hpp>

#include "support/process/complaint.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;
using Catch::Contains;

namespace {

/// A port on which nothing listens: one that was free a moment ago.
std::uint16_t free_port() {
    return FakeBot(answers({})).port();
}

}  // namespace

TEST_CASE("a bot without a URL is told that its endpoint URL is empty") {
    Complaints complaints;
    auto url = GENERATE("", "   ", "\n");
    CHECK_THAT(complaints.about(url), Contains("TestBot") && Contains("endpoint URL is empty"));
}

TEST_CASE("what is no web address is named, with how one begins") {
    Complaints complaints;
    auto url = GENERATE(as<std::string>{}, "nonsense", "localhost:5000/bot", "/bot", "ftp://127.0.0.1/bot",
                        "mailto:emmy", "http:///bot", "http://", "http:5000", "https://[oops/",
                        "http://127.0.0.1:99999/", "http://127.0.0.1:port/", "javascript:alert(1)", "http://a..b/");
    CHECK_THAT(complaints.about(url), Contains("TestBot") && Contains("<code>" + url + "</code>") &&
                                          Contains("http://") && Contains("https://") && Contains("must begin with"));
}

TEST_CASE("a host that does not exist is told apart") {
    Complaints complaints;
    auto text = complaints.about("http://no-such-host.invalid:5000/bot");
    CHECK_THAT(text, Contains("TestBot") && Contains("http://no-such-host.invalid:5000/bot") &&
                         Contains("Is the URL correct?"));
    // The second is what a machine without any name server can say.
    CHECK_THAT(text, Contains("host not found") || Contains("could not be looked up"));
    CHECK_THAT(text, !Contains("refused"));
}

TEST_CASE("a refused connection is told apart") {
    Complaints complaints;
    auto url = "http://127.0.0.1:" + std::to_string(free_port()) + "/bot";
    CHECK_THAT(complaints.about(url),
               Contains("TestBot") && Contains("refused") && Contains(url) && Contains("Is the URL correct?"));
}

TEST_CASE("https to a server that speaks only http is a failure of TLS") {
    Complaints complaints;
    FakeBot bot(answers({}), "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    auto url = "https" + bot.url().substr(4);
    CHECK_THAT(complaints.about(url), Contains("TestBot") && Contains(url) && Contains("TLS") &&
                                          Contains("Is the URL correct") && !Contains("refused"));
}

TEST_CASE("a body that is not JSON is shown, escaped, with the status") {
    Complaints complaints;
    auto body = GENERATE(as<std::string>{}, "Hello! <b>bold</b> & <script>alert('x')</script>", "", "{\"text\": \"half",
                         "{'text': 'single quotes'}", "{\"text\": \"hi\"} and more", "{\"text\": nan}", "\x01\x02",
                         "{\"text\": \"\\ud8\"}");
    auto text = complaints.about(sends(answer_text(body)));
    CHECK_THAT(text, Contains("TestBot") && Contains("200 (OK)") && Contains("not JSON") && Contains("<pre>") &&
                         Contains("</pre>"));
    CHECK_THAT(text, !Contains("<script>") && !Contains("<b>bold"));
    if (holds(body, "Hello!")) {
        CHECK_THAT(text, Contains("Hello! &lt;b&gt;bold&lt;/b&gt; &amp; &lt;script&gt;alert(&#x27;x&#x27;)"));
    }
    if (holds(body, "half")) CHECK_THAT(text, Contains("half"));
}

TEST_CASE("of a long body that is not JSON the room sees the beginning only, cut between characters") {
    Complaints complaints;
    std::string body;
    while (body.size() < 100'000) body += "日本語";
    auto text = complaints.about(sends(answer_text(body)));
    CHECK_THAT(text, Contains("<pre>日本語日本語"));
    CHECK(text.size() < 4000);
    CHECK_THAT(text, !Contains("\xEF\xBF\xBD"));
}

TEST_CASE("a body that is not UTF-8 is not JSON, and shown as far as it goes") {
    Complaints complaints;
    CHECK_THAT(complaints.about(sends(answer_text("{\"text\": \"caf\xe9\"}"))),
               Contains("not JSON") && Contains("caf\xEF\xBF\xBD"));
}

TEST_CASE("JSON nested without end is refused, and costs the server nothing") {
    Complaints complaints;
    auto body = "{\"text\": \"hi\", \"state\": " + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}";
    CHECK_THAT(complaints.about(sends(answer_text(body))), Contains("TestBot"));
}

TEST_CASE("JSON that is no object is named by its type in Python") {
    Complaints complaints;
    auto [body, type] = GENERATE(table<std::string, std::string>({
        {"[1, 2]", "list"},
        {"[]", "list"},
        {"\"hello\"", "str"},
        {"42", "int"},
        {"-1", "int"},
        {"123456789012345678901234567890", "int"},
        {"4.2", "float"},
        {"1e3", "float"},
        {"true", "bool"},
        {"false", "bool"},
        {"null", "NoneType"},
    }));
    CHECK_THAT(complaints.about(sends(answer_text(body))),
               Contains("TestBot") && Contains("<code>" + type + "</code> instead of <code>dict</code>"));
}

TEST_CASE("an answer without a text is told so") {
    Complaints complaints;
    auto body = GENERATE("{}", R"({"Text": "hi"})", R"({"message": "hi", "state": 1})");
    CHECK_THAT(complaints.about(sends(answer_text(body))),
               Contains("TestBot") && Contains("missing the <code>text</code> key"));
}

TEST_CASE("a text that is not a string is told so") {
    Complaints complaints;
    auto body = GENERATE(R"({"text": 1})", R"({"text": null})", R"({"text": ["hi"]})", R"({"text": {"a": 1}})",
                         R"({"text": true})", R"({"text": 123456789012345678901234567890})");
    CHECK_THAT(complaints.about(sends(answer_text(body))),
               Contains("TestBot") && Contains("<code>text</code> key had the wrong type"));
}

TEST_CASE("a complaint is stored and broadcast") {
    Complaints complaints;
    auto& room = complaints.room();
    WebSocketClient stream(complaints.port(), room.websocket_target());
    auto text = complaints.about("");
    CHECK(stream.wait_for("message", text)["data"] == room.messages().back());
}

TEST_CASE("whatever comes from outside is escaped in a complaint") {
    Complaints complaints;
    auto& room = complaints.room();
    FakeBot bot(sends("HTTP/1.1 299 <u>odd</u>\r\nContent-Length: 0\r\n\r\n"));
    room.install("<i>Bot</i> & \"co\"", "", "empty");
    room.install("<i>Bot</i>", "ftp://<u>/", "scheme");
    room.install("<i>Bot</i>", "http://127.0.0.1:" + std::to_string(free_port()) + "/<u>?\"><u>", "refused");
    room.install("<i>Bot</i>", "http://no-such-host.invalid/<u>", "host");
    room.install("<i>Bot</i>", bot.url("/<u>"), "status");
    room.install("<i>Bot</i>", bot.url("/<u>"), "(<u>");
    room.install("<i>Bot</i>", bot.url("/<u>"), "*<u>");

    auto before = room.messages().size();
    room.say("empty scheme refused host status");

    auto messages = room.messages();
    REQUIRE(messages.size() == before + 8);
    for (std::size_t i = before + 1; i < messages.size(); ++i) {
        auto text = messages[i]["text"].get<std::string>();
        INFO(text);
        CHECK(messages[i]["kind"] == "system");
        CHECK_THAT(text, Contains("&lt;i&gt;Bot&lt;/i&gt;"));
        CHECK_THAT(text, !Contains("<i>") && !Contains("<u>"));
    }
}

TEST_CASE("an invalid pattern is told with the bot, the pattern and the error") {
    Complaints complaints;
    auto& room = complaints.room();
    FakeBot bot(answers({{"text", "hi"}}));
    room.install("PatternBot", bot.url(), "(unclosed");

    auto complaint = room.answer_to("hello");

    CHECK(complaint["kind"] == "system");
    CHECK_THAT(complaint["text"].get<std::string>(), Contains("PatternBot") && Contains("(unclosed"));
    CHECK(bot.requests().empty());
}
