// What a student is told about a status other than 200, and that 204 is told to nobody (protocol, section 6).
#include <catch2/catch.hpp>

#include "support/process/complaint.hpp"

using namespace necsus::test;
using Catch::Contains;

namespace {

FakeBot::Behaviour status(const std::string& status_and_reason, const std::string& headers = {},
                          const std::string& body = "{\"text\": \"not to be shown\"}") {
    return sends(answer_text(body, status_and_reason, headers));
}

}  // namespace

TEST_CASE("a status other than 200 is told with its reason, whatever the body says") {
    Complaints complaints;
    auto [sent, told] = GENERATE(table<std::string, std::string>({
        {"400 BAD REQUEST", "400 (Bad Request)"},
        {"403 Forbidden", "403 (Forbidden)"},
        {"404 NOT FOUND", "404 (Not Found)"},
        {"418 I'M A TEAPOT", "418 ("},
        {"500 INTERNAL SERVER ERROR", "500 (Internal Server Error)"},
        {"502 Bad Gateway", "502 (Bad Gateway)"},
        {"201 CREATED", "201 (Created)"},
        {"299 Odd Thing", "299 (Odd Thing)"},
        {"597 Odder", "597 (Odder)"},
    }));
    auto text = complaints.about(status(sent));
    CHECK_THAT(text, Contains("TestBot") && Contains(told) && !Contains("not to be shown"));
}

TEST_CASE("404 asks to check the route") {
    Complaints complaints;
    FakeBot bot(status("404 NOT FOUND"));
    CHECK_THAT(complaints.about(bot.url("/rout")),
               Contains("404 (Not Found)") && Contains("@app.post") && Contains("bot URL") && Contains("/rout"));
}

TEST_CASE("405 asks for post rather than get") {
    Complaints complaints;
    CHECK_THAT(complaints.about(status("405 METHOD NOT ALLOWED")),
               Contains("405 (Method Not Allowed)") && Contains("@app.post") && Contains("@app.get"));
}

TEST_CASE("500 sends to the Flask log") {
    Complaints complaints;
    CHECK_THAT(complaints.about(status("500 INTERNAL SERVER ERROR")), Contains("500") && Contains("Flask log"));
}

TEST_CASE("a redirect is not followed, and told where it leads, escaped") {
    Complaints complaints;
    FakeBot target(answers({{"text", "followed"}}));
    auto code = GENERATE(as<std::string>{}, "301 Moved Permanently", "302 Found", "303 See Other",
                         "307 Temporary Redirect", "308 Permanent Redirect");
    auto text = complaints.about(status(code, "Location: " + target.url("/<b>?a=1&b=2") + "\r\n"));
    CHECK_THAT(text, Contains(code.substr(0, 3) + " (") && Contains(target.url("/&lt;b&gt;?a=1&amp;b=2")));
    CHECK(target.requests().empty());
}

TEST_CASE("a redirect that does not say where to is told too") {
    Complaints complaints;
    CHECK_THAT(complaints.about(status("302 Found")), Contains("302 (Found)") && Contains("redirect"));
}

TEST_CASE("a redirect to nowhere in particular, in letters of another encoding, harms nobody") {
    Complaints complaints;
    CHECK_THAT(complaints.about(status("302 Found", "Location: /caf\xe9\r\n")), Contains("302 (Found)"));
}

TEST_CASE("304 and 206 are no answers either") {
    Complaints complaints;
    CHECK_THAT(complaints.about(sends("HTTP/1.1 304 Not Modified\r\n\r\n")), Contains("304 (Not Modified)"));
    CHECK_THAT(complaints.about(status("206 Partial Content")), Contains("206 (Partial Content)"));
}

TEST_CASE("with 204 a bot chooses to be silent") {
    Complaints complaints;
    auto& room = complaints.room();
    FakeBot bot(sends(GENERATE(as<std::string>{}, "HTTP/1.1 204 NO CONTENT\r\n\r\n",
                               "HTTP/1.1 204 No Content\r\nContent-Type: text/html; charset=utf-8\r\n"
                               "Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n",
                               "HTTP/1.0 204 No Content\r\nConnection: close\r\n\r\n", "HTTP/1.1 204\r\n\r\n")));
    room.install("quiet", bot.url());

    CHECK(room.answers_to("quiet?").empty());
    CHECK(bot.requests().size() == 1);
}

TEST_CASE("a silent bot does not keep the next bot from answering") {
    Complaints complaints;
    auto& room = complaints.room();
    FakeBot quiet([](Socket& socket, const BotRequest&) { return socket.send("HTTP/1.1 204 No Content\r\n\r\n"); });
    FakeBot other(answers({{"text", "hi"}}));
    room.install("quiet", quiet.url());
    room.install("other", other.url(), "quiet");

    CHECK(room.answer_to("quiet?")["text"] == "hi");
    CHECK(room.answer_to("quiet?")["text"] == "hi");
    CHECK(quiet.requests().size() == 2);
}
