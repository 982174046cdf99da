#include "necsus/bots/matching.hpp"

#include <catch2/catch.hpp>

#include "necsus/bots/explanations.hpp"

using namespace necsus;
using Catch::Matchers::Contains;

namespace {

using Text = std::optional<std::string>;

constexpr std::chrono::milliseconds limit{10};

Bot bot(std::string name, Text responds_to) {
    Bot made;
    made.id = 1;
    made.name = std::move(name);
    made.responds_to = std::move(responds_to);
    return made;
}

Match tried(const Bot& on, const std::string& text) {
    auto match = match_of(on, compile(listens_for(on)), Subject(text), limit);
    if (std::holds_alternative<MatchTimedOut>(match)) return PatternFault{explain_pattern_timeout(on)};
    return match;
}

/// The params if the bot was activated; nothing if it was not.
Text params(const Match& match) {
    REQUIRE_FALSE(std::holds_alternative<PatternFault>(match));
    const auto* matched = std::get_if<Matched>(&match);
    return matched == nullptr ? std::nullopt : Text(matched->params);
}

std::string fault(const Match& match) {
    const auto* found = std::get_if<PatternFault>(&match);
    return found == nullptr ? "(none)" : found->html;
}

}  // namespace

TEST_CASE("a bot without a pattern is activated by its name, taken literally, in any case") {
    const auto [name, text, yes] = GENERATE(table<std::string, std::string, bool>({
        {"Echo", "hello echo!", true},
        {"echo", "ECHOES", true},
        {"Écho", "l'ÉCHO", true},
        {"a.c", "abc", false},
        {"a.c", "A.C", true},
        {"(", "what (", true},
        {"[a]+\\", "x[A]+\\x", true},
        {"Echo", "ech o", false},
        {"Echo", "", false},
        {"", "anything", false},
        {"", "", false},
    }));
    CAPTURE(name, text);
    for (const Text& none : {Text(), Text("")}) {
        CHECK(params(tried(bot(name, none), text)) == (yes ? Text("{}") : std::nullopt));
    }
}

TEST_CASE("the case of other letters than ASCII's does not matter either") {
    CHECK(params(tried(bot("Écho", std::nullopt), "l'écho")) == "{}");
}

TEST_CASE("a bot with a pattern is activated by it, and not by its name") {
    const auto [pattern, text, json] = GENERATE(table<std::string, std::string, Text>({
        {"^hi", "HI there", "{}"},
        {"^hi", "oh hi", std::nullopt},
        {"hi$", "oh hi", "{}"},
        {"", "Echo", "{}"},  // no pattern at all: the name
        {"x", "Echo", std::nullopt},
        {R"((?P<n>\d+) apples)", "I have 12 apples", R"({"n":"12"})"},
        {R"((?P<a>x)|(?P<b>y))", "y", R"({"a":null,"b":"y"})"},
        {R"((?P<z>.)(?P<a>.))", "é\"", R"({"z":"é","a":"\""})"},
        {R"((\d)(?P<n>x?))", "5", R"({"n":""})"},
        {".", "", std::nullopt},
    }));
    CAPTURE(pattern, text);
    CHECK(params(tried(bot("Echo", pattern), text)) == json);
}

TEST_CASE("an invalid pattern is explained, naming the bot, the pattern and the error, escaped") {
    const auto html = fault(tried(bot("<b>Bot</b>", "<i>("), "x"));
    CHECK_THAT(html, Contains("&lt;b&gt;Bot&lt;/b&gt;") && Contains("<code>&lt;i&gt;(</code>") &&
                         Contains("not a valid regular expression: "));
    CHECK_THAT(html, !Contains("<i>"));
}

TEST_CASE("a pattern that takes too long is explained") {
    const auto html = fault(tried(bot("Slow", "(x+x+)+y"), std::string(40, 'x') + " y"));
    CHECK_THAT(html, Contains("<b>Slow</b>") && Contains("<code>(x+x+)+y</code>") && Contains("timed out"));
}

TEST_CASE("a pattern that is too large is explained") {
    const auto html = fault(tried(bot("Big", std::string(Pattern::max_length + 1, 'x')), "x"));
    CHECK_THAT(html, Contains("<b>Big</b>") && Contains("pattern too large"));
}

TEST_CASE("a name that is too long to listen for is explained") {
    const auto html = fault(tried(bot(std::string(Pattern::max_length + 1, 'x'), std::nullopt), "x"));
    CHECK_THAT(html, Contains("name") && Contains("too long"));
    CHECK(html.size() < 2000);
}

TEST_CASE("a long pattern is shown by its beginning") {
    const auto html = fault(tried(bot("Bot", "(" + std::string(5000, 'x')), "x"));
    CHECK_THAT(html, Contains("xxx…</code>"));
    CHECK(html.size() < 1500);
}
