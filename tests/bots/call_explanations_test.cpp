#include "necsus/bots/explanations.hpp"

#include <catch2/catch.hpp>

#include "support/unit/bot_replies.hpp"

using namespace necsus;
using Catch::Matchers::Contains;
using Kind = CallOutcome::Kind;

namespace {

CallOutcome failure(Kind kind, std::string detail = "") {
    CallOutcome outcome;
    outcome.kind = kind;
    outcome.detail = std::move(detail);
    return outcome;
}

}  // namespace

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

TEST_CASE("each way in which a call fails is told apart, with the bot and its address") {
    const auto [kind, words] = GENERATE(table<Kind, std::string>({
        {Kind::no_such_host, "host not found"},
        {Kind::no_such_host, "Is the URL correct?"},
        {Kind::lookup_failed, "could not be looked up (DETAIL &lt;x&gt;)"},
        {Kind::lookup_failed, "Is the URL correct?"},
        {Kind::lookup_timed_out, "was not called: the look-up of its host name did not end within DETAIL &lt;x&gt;."},
        {Kind::address_not_allowed, "was not called"},
        {Kind::no_place, "was not called: other calls to its host left no place for it in time. DETAIL"},
        {Kind::refused, "refused"},
        {Kind::refused, "Is the URL correct?"},
        {Kind::unreachable, "DETAIL &lt;x&gt;"},
        {Kind::unreachable, "Is the URL correct?"},
        {Kind::tls_failed, "(TLS) failed: DETAIL &lt;x&gt;"},
        {Kind::tls_failed, "Is the URL correct"},
        {Kind::proxy_failed, "could not be reached"},
        {Kind::proxy_failed, "DETAIL &lt;x&gt;. This is about the network of NeCSuS and not about your code"},
        {Kind::timed_out, "did not answer within 120 seconds"},
        {Kind::too_large, "too large: DETAIL &lt;x&gt;"},
        {Kind::cut_off, "cut off"},
        {Kind::closed, "without an answer"},
        {Kind::not_http, "not HTTP"},
        {Kind::bad_compression, "could not be decompressed: DETAIL &lt;x&gt;"},
        {Kind::no_descriptors, "NeCSuS itself has as many files and connections open as it may"},
        {Kind::stopped, "NeCSuS was stopped"},
    }));
    CAPTURE(to_text(kind));
    CHECK_THAT(problem(failure(kind, "DETAIL <x>")),
               Contains(words) && Contains("<b>Echo</b>") && Contains("<code>http://localhost:1234/echo</code>"));
}

TEST_CASE("an address that is not called is named, with what can be done about it") {
    const auto [address, words] = GENERATE(table<std::string, std::string>({
        {"169.254.169.254", "its address <code>169.254.169.254</code> is a link-local address"},
        {"::", "Is the URL correct?"},
        {"10.1.2.3", "its address <code>10.1.2.3</code> is in a private network"},
        {"127.0.0.1", "is the server&#x27;s own machine"},
        {"::ffff:127.0.0.1", "<code>--private-bots allow</code>"},
    }));
    CHECK_THAT(problem(failure(Kind::address_not_allowed, address)),
               Contains(words) && Contains("<b>Echo</b>") && Contains("was not called"));
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
        {UrlProblem::too_long, "may have 8192"},
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
    for (auto kind :
         {Kind::no_such_host, Kind::lookup_failed, Kind::unreachable, Kind::tls_failed, Kind::timed_out, Kind::not_http,
          Kind::bad_compression, Kind::stopped, Kind::lookup_timed_out, Kind::address_not_allowed, Kind::no_place}) {
        CHECK(problem(failure(kind, text), bot).size() < enough);
    }
    for (auto status : {200, 302, 404, 500, 999}) {
        auto outcome = answer(text, status, text);
        outcome.location = text;
        CHECK(problem(std::move(outcome), bot).size() < enough);
    }
    for (auto fault : {UrlProblem::empty, UrlProblem::too_long, UrlProblem::no_host, UrlProblem::bad_port,
                       UrlProblem::wrong_scheme}) {
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
