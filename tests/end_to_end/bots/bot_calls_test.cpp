// The call of a bot, as it is on the wire (protocol, section 5).
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "support/process/fake_bot.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"

using namespace necsus::test;

namespace {

struct Head {
    std::string request_line;
    std::map<std::string, std::string> headers;  // as sent
};

Head parsed(const std::string& head) {
    Head result;
    auto at = head.find("\r\n");
    result.request_line = head.substr(0, at);
    for (at += 2; at + 2 < head.size();) {
        auto end = head.find("\r\n", at);
        auto line = head.substr(at, end - at);
        auto colon = line.find(": ");
        result.headers[line.substr(0, colon)] = line.substr(colon + 2);
        at = end + 2;
    }
    return result;
}

/// What a bot at this address is asked; `address` comes after http://.
Head call_of(FakeBot& bot, const std::string& url) {
    ServerProcess server;
    Room room(server.port());
    room.install("bot", url);
    auto answer = room.answer_to("bot");
    INFO(answer.dump());
    CHECK(answer["kind"] == "bot");
    return parsed(bot.wait_for_requests(1)[0].head);
}

std::string target_of(const Head& head) {
    auto begin = head.request_line.find(' ') + 1;
    return head.request_line.substr(begin, head.request_line.rfind(' ') - begin);
}

}  // namespace

TEST_CASE("a call is an HTTP/1.1 POST with seven headers and no more") {
    FakeBot bot(answers({{"text", "hi"}}));
    auto head = call_of(bot, bot.url("/route/x?a=1&b=2"));

    CHECK(head.request_line == "POST /route/x?a=1&b=2 HTTP/1.1");
    CHECK(head.headers["Host"] == "127.0.0.1:" + std::to_string(bot.port()));
    CHECK(head.headers["Content-Type"] == "application/json");
    CHECK(head.headers["Accept"] == "*/*");
    CHECK(head.headers["Connection"] == "close");
    CHECK(head.headers["NeCSuS-Call"] == "1");
    CHECK(head.headers["User-Agent"].starts_with("NeCSuS/"));
    CHECK(head.headers["Content-Length"] == std::to_string(bot.requests()[0].body.size()));
    CHECK(head.headers.size() == 7);
}

TEST_CASE("a long message is sent with its length too, never in chunks, and in UTF-8") {
    ServerProcess server({.flags = {"--max-text-bytes", "4000000"}});
    Room room(server.port());
    FakeBot bot(answers({{"text", "hi"}}));
    room.install("bot", bot.url());
    std::string text = "bot ";
    while (text.size() < 3'000'000) text += "日本語 ☕ ";

    room.say(text);

    auto request = bot.wait_for_requests(1)[0];
    CHECK(parsed(request.head).headers["Content-Length"] == std::to_string(request.body.size()));
    CHECK_FALSE(parsed(request.head).headers.contains("Transfer-Encoding"));
    CHECK((request.json()["text"] == text));
}

TEST_CASE("the path and the query of a bot's URL are sent as a URL must be") {
    FakeBot bot(answers({{"text", "hi"}}));
    auto [path, target] = GENERATE(table<std::string, std::string>({
        {"", "/"},
        {"/", "/"},
        {"?q=1", "/?q=1"},
        {"/a b/c", "/a%20b/c"},
        {"/é?q=日 本", "/%C3%A9?q=%E6%97%A5%20%E6%9C%AC"},
        {"/already%20there%C3%A9", "/already%20there%C3%A9"},
        {"/100%", "/100%25"},
        {"/a/../b/./c", "/a/../b/./c"},
        {"/x#part", "/x"},
        {"/x?q=1#part?no", "/x?q=1"},
        {"#part", "/"},
        {"/a;b=1,2/(c)+d!$&'*:@~", "/a;b=1,2/(c)+d!$&'*:@~"},
        {"/x\r\nX-Evil: 1", "/x%0D%0AX-Evil:%201"},
        {"/x HTTP/1.1", "/x%20HTTP/1.1"},
    }));
    auto head = call_of(bot, bot.url(path));
    CHECK(target_of(head) == target);
    CHECK(head.headers.size() == 7);
}

TEST_CASE("blanks around a URL that was pasted do not matter") {
    FakeBot bot(answers({{"text", "hi"}}));
    CHECK(target_of(call_of(bot, " \t" + bot.url("/x") + "\r\n ")) == "/x");
}

TEST_CASE("letter case of scheme and host does not matter") {
    FakeBot bot(answers({{"text", "hi"}}));
    auto port = std::to_string(bot.port());
    auto head = call_of(bot, "HTTP://LocalHost:" + port + "/Path");
    CHECK(target_of(head) == "/Path");
    CHECK(head.headers["Host"] == "localhost:" + port);
}

TEST_CASE("a user and a password in the URL become basic authentication") {
    FakeBot bot(answers({{"text", "hi"}}));
    auto at_bot = "@127.0.0.1:" + std::to_string(bot.port()) + "/x";
    auto [user, authorization] = GENERATE(table<std::string, std::string>({
        {"emmy:noether", "Basic ZW1teTpub2V0aGVy"},
        {"emmy", "Basic ZW1teTo="},
        {"e%40x:p%3Aq%2F", "Basic ZUB4OnA6cS8="},
        {"a:b:c", "Basic YTpiOmM="},
        {"me@home:x", "Basic bWVAaG9tZTp4"},
    }));
    auto head = call_of(bot, "http://" + user + at_bot);
    CHECK(head.headers["Authorization"] == authorization);
    CHECK(head.headers["Host"] == "127.0.0.1:" + std::to_string(bot.port()));
    CHECK(target_of(head) == "/x");
}

TEST_CASE("an IPv6 literal is called, and named in brackets in Host") {
    FakeBot bot(answers({{"text", "hi"}}));
    // The bot's IPv4 address, written as IPv6: works also where the machine has no IPv6 of its own.
    auto host = "[::ffff:127.0.0.1]:" + std::to_string(bot.port());
    auto head = call_of(bot, "http://" + host + "/x");
    CHECK(head.headers["Host"] == host);
    CHECK(target_of(head) == "/x");
}
