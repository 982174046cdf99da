// All the mistakes of the example error bot, made by real Flask.
#include <catch2/catch.hpp>

#include "support/process/example_bots.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"

using namespace necsus::test;
using Catch::Contains;

namespace {

ServerOptions within_three_seconds() {
    ServerOptions options;
    options.flags = {"--bot-timeout", "3"};
    return options;
}

std::string told_about(const std::string& mistake) {
    ServerProcess server(within_three_seconds());
    ExampleBots bots;
    Room room(server.port());
    room.install("ErrorBot", bots.url("/error"), "error");
    auto message = room.answer_to("error " + mistake);
    CHECK(message["kind"] == "system");
    return message["text"].get<std::string>();
}

}  // namespace

TEST_CASE("each mistake of a Flask bot is told in the room") {
    auto [mistake, told] = GENERATE(table<std::string, std::string>({
        {"list", "<code>list</code> instead of <code>dict</code>"},
        {"string", "<code>str</code> instead of <code>dict</code>"},
        {"int", "<code>int</code> instead of <code>dict</code>"},
        {"float", "<code>float</code> instead of <code>dict</code>"},
        {"bool", "<code>bool</code> instead of <code>dict</code>"},
        {"null", "<code>NoneType</code> instead of <code>dict</code>"},
        {"no text", "missing the <code>text</code> key"},
        {"wrong text", "<code>text</code> key had the wrong type"},
        {"null text", "<code>text</code> key had the wrong type"},
        {"not json", "&lt;b&gt;I forgot to return a dict.&lt;/b&gt;"},
        {"empty", "not JSON"},
        {"not utf8", "not JSON"},
        {"half json", "the end is mis</pre>"},
        {"404", "404 (Not Found)"},
        {"405", "405 (Method Not Allowed)"},
        {"418", "418 ("},
        {"500", "500 (Internal Server Error)"},
        {"redirect", "/hello"},
        {"slow", "within 3 seconds"},
        {"huge", "too large"},
        {"cut off", "cut off"},
        {"not http", "not HTTP"},
        {"hang up", "closed the connection"},
    }));
    CHECK_THAT(told_about(mistake), Contains("ErrorBot") && Contains(told));
}

TEST_CASE("what looks like a mistake of the error bot and is none") {
    ServerProcess server(within_three_seconds());
    ExampleBots bots;
    Room room(server.port());
    auto id = room.install("ErrorBot", bots.url("/error"), "error");

    CHECK(room.answer_to("error odd fields")["text"] == "This text is fine, the rest is not.");
    CHECK(room.answers_to("error 204").empty());
    CHECK(room.answer_to("error slow 1")["text"] == "Sorry, I am late.");
    CHECK(room.answer_to("error huge 1")["text"].get<std::string>().size() == 1 << 20);
    CHECK_THAT(room.answer_to("error huge 2")["text"].get<std::string>(),
               Contains("<code>text</code> key is too long"));
    CHECK_THAT(room.answer_to("error")["text"].get<std::string>(), Contains("What shall I do wrong?"));
    room.press(id, Json{{"kind", "list"}});
    CHECK_THAT(room.messages().back()["text"].get<std::string>(), Contains("<code>list</code>"));
}

TEST_CASE("each of the error bot's bad addresses is told apart") {
    ServerProcess server(within_three_seconds());
    ExampleBots bots;
    Room room(server.port());
    auto id = room.install("ErrorBot", bots.url("/error"), "error");
    auto [address, told] = GENERATE(table<std::string, std::string>({
        {"/no-such-route", "404 (Not Found)"},
        {"/", "405 (Method Not Allowed)"},
        {"http://no-such-host.invalid/", "Is the URL correct?"},
        {"http://localhost:1/", "refused"},
        {"https:", "TLS"},
        {"ftp://localhost/hello", "must begin with"},
        {"http://[oops/", "[oops/"},
    }));
    bool only_scheme = address == "https:";  // where there is only http
    room.press(id, Json::object(), only_scheme ? "https" + bots.url("/hello").substr(4) : address);

    auto message = room.messages().back();
    CHECK(message["kind"] == "system");
    CHECK_THAT(message["text"].get<std::string>(), Contains(told));
}
