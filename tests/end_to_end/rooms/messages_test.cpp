// Posting a message and reading a room (protocol, sections 2 to 4).
#include <catch2/catch.hpp>
#include <chrono>
#include <regex>

#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

namespace {

std::vector<std::string> keys(const Json& object) {
    std::vector<std::string> found;
    for (const auto& [key, value] : object.items()) found.push_back(key);
    return found;
}

}  // namespace

TEST_CASE("a message has all its keys, in the table's order, and is compact JSON") {
    ServerProcess server;
    HttpClient client(server.port());
    auto reply =
        client.request("POST", message_action,
                       R"({"text":"Grüße 😀 / \"quoted\"","js":"s.js","author":"Emmy","css":"c.css","room":"Raum ä",)"
                       R"("base_url":"http://b/","media":"m.mp3","image":"i.png"})");
    CHECK(reply.status == 200);
    CHECK(reply.header("content-type") == "application/json");
    const std::regex expected(
        R"re(\{"id":1,"room":"Raum ä","author":"Emmy","kind":"user","text":"Grüße 😀 / \\"quoted\\"",)re"
        R"re("when":\d+\.\d+,"image":"i.png","media":"m.mp3","js":"s.js","css":"c.css","from_bot":null,)re"
        R"re("base_url":"http://b/","state":null\})re");
    INFO(reply.body);
    CHECK(std::regex_match(reply.body, expected));
    CHECK(client.get("/api/messages?room=" + percent_encode("Raum ä")).body == "[" + reply.body + "]");
}

TEST_CASE("what is optional and absent or null is null") {
    ServerProcess server;
    HttpClient client(server.port());
    auto body = GENERATE(
        as<std::string>(), R"({"room":"r","author":"a","text":"t"})",
        R"({"room":"r","author":"a","text":"t","image":null,"media":null,"css":null,"js":null,"base_url":null})");
    auto message = client.request("POST", message_action, body).json();
    CHECK(keys(message) == std::vector<std::string>{"id", "room", "author", "kind", "text", "when", "image", "media",
                                                    "js", "css", "from_bot", "base_url", "state"});
    for (const auto* key : {"image", "media", "js", "css", "from_bot", "base_url", "state"})
        CHECK(message.at(key).is_null());
}

TEST_CASE("when is a number: seconds since the epoch, with a fraction") {
    ServerProcess server;
    auto now = [] {
        return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    };
    auto before = now();
    auto when = Room(server.port(), "r").say("hello").at("when");
    REQUIRE(when.is_number_float());
    CHECK(when.get<double>() >= before - 0.001);
    CHECK(when.get<double>() <= now() + 0.001);
}

TEST_CASE("nobody can pose as the system or a bot") {
    ServerProcess server;
    HttpClient client(server.port());
    auto message = client
                       .post(message_action, {{"room", "r"},
                                              {"author", "NeCSuS"},
                                              {"text", "t"},
                                              {"kind", "system"},
                                              {"from_bot", 7},
                                              {"state", {{"a", 1}}},
                                              {"id", 999},
                                              {"when", 5}})
                       .json();
    CHECK(message.at("kind") == "user");
    CHECK(message.at("from_bot").is_null());
    CHECK(message.at("state").is_null());
    CHECK(message.at("id") == 1);
    CHECK(message.at("when") > 1e9);
    CHECK(
        client.post(message_action, {{"room", "r"}, {"author", "a"}, {"text", "t"}, {"kind", 5}, {"id", "x"}}).status ==
        200);
}

TEST_CASE("text is kept exactly, whatever it is") {
    ServerProcess server;
    HttpClient client(server.port());
    auto text = GENERATE(as<std::string>(), "", " ", "  blanks around  ", "line\nend\r\n\ttab", "\\ \" / <b>&amp;</b>",
                         "Ünïcödé 漢字", "😀👩‍👩‍👧‍👦", "e\u0301 is not é", "\uFEFFmark",
                         "\u2028\u2029", "\uFFFE\uFFFF", "\U0010FFFF", "\x7F\u0080", std::string("nul\0in\0it\0", 10),
                         std::string("\0", 1), std::string("\x01\x02\x1B\x1F", 4));
    CAPTURE(text);
    WebSocketClient live(server.port(), "/ws/r");
    auto stored = client.post(message_action, {{"room", "r"}, {"author", text}, {"text", text}, {"image", text}});
    REQUIRE(stored.status == 200);
    CHECK(stored.json().at("text") == text);
    CHECK(stored.json().at("author") == text);
    CHECK(stored.json().at("image") == text);
    CHECK(client.get("/api/messages?room=r").body == "[" + stored.body + "]");
    CHECK(live.next_frame().payload == R"({"kind":"message","data":)" + stored.body + "}");
}

TEST_CASE("escapes of a surrogate pair are one character, and a lone surrogate is refused") {
    ServerProcess server;
    HttpClient client(server.port());
    auto post = [&](const std::string& text) {
        return client.request("POST", message_action, R"({"room":"r","author":"a","text":")" + text + "\"}");
    };
    CHECK(post(R"(\ud83d\ude00)").json().at("text") == "😀");
    auto lone = GENERATE(as<std::string>(), R"(\ud83d)", R"(\ude00)", R"(\ud83dx)", R"(\ud83d\n)", R"(\ude00\ud83d)",
                         R"(\ud83d\ud83d\ude00)");
    CAPTURE(lone);
    auto reply = post(lone);
    CHECK(reply.status == 400);
    CHECK_FALSE(reply.message().empty());
    CHECK(Room(server.port(), "r").messages().size() == 1);
}

TEST_CASE("ids go up over all rooms") {
    ServerProcess server;
    std::int64_t last = 0;
    for (int i = 0; i < 30; ++i) {
        auto id = Room(server.port(), "room" + std::to_string(i % 3)).say("hello").at("id").get<std::int64_t>();
        CHECK(id > last);
        last = id;
    }
}

TEST_CASE("a room's name is any text, and its case counts") {
    ServerProcess server;
    std::vector<std::string> names{"r",
                                   "R",
                                   "r ",
                                   " r",
                                   "a/b",
                                   "a%2Fb",
                                   "a+b",
                                   "a b",
                                   "ü",
                                   "U\u0308",
                                   "😀",
                                   "?",
                                   "#",
                                   "&room=x",
                                   ".",
                                   "..",
                                   std::string("r\0", 2),
                                   std::string(1000, 'n')};
    for (const auto& name : names) Room(server.port(), name).say(name);
    for (const auto& name : names) {
        CAPTURE(name);
        CHECK(texts(Room(server.port(), name).messages()) == std::vector{name});
    }
}

TEST_CASE("messages without a room are refused") {
    ServerProcess server;
    HttpClient client(server.port());
    auto target =
        GENERATE(as<std::string>(), "/api/messages", "/api/messages?", "/api/messages?room",
                 "/api/messages?room=", "/api/messages?since=3", "/api/messages?Room=r", "/api/messages?room=r&room=");
    CAPTURE(target);
    auto reply = client.get(target);
    CHECK(reply.status == 400);
    CHECK(holds(reply.message(), "room"));
}

TEST_CASE("a query is decoded as a form is") {
    ServerProcess server;
    auto [query, room] = GENERATE(table<std::string, std::string>({
        {"room=a+b", "a b"},       {"room=a%20b", "a b"},
        {"room=a%2Bb", "a+b"},     {"room=%C3%BC", "ü"},
        {"room=%c3%bc", "ü"},      {"room=%F0%9F%98%80", "😀"},
        {"room=%FF", "\uFFFD"},    {"room=%ED%A0%80", "\uFFFD\uFFFD\uFFFD"},
        {"room=100%", "100%"},     {"room=%4", "%4"},
        {"room=%zz%41", "%zzA"},   {"room=%%41", "%A"},
        {"room=%2541", "%41"},     {"room=x&room=y", "y"},
        {"r%6Fom=z", "z"},         {"room=a=b", "a=b"},
        {"room=a;b", "a;b"},       {"room=a%26b%3Dc", "a&b=c"},
        {"&&other&room=q&&", "q"}, {"room=a?b", "a?b"},
        {"room=a/b", "a/b"},       {"room=a%00b", std::string("a\0b", 3)},
        {"room=a%0Ab", "a\nb"},
    }));
    CAPTURE(query);
    Room(server.port(), room).say("found");
    auto reply = HttpClient(server.port()).get("/api/messages?" + query);
    REQUIRE(reply.status == 200);
    REQUIRE(reply.json().size() == 1);
    CHECK(reply.json().front().at("room") == room);
}
