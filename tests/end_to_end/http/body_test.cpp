// What the body of an action may be, and how a bad one is refused (protocol, section 1).
#include <catch2/catch.hpp>

#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"

using namespace necsus::test;

namespace {

const std::vector<std::pair<std::string, std::string>> actions{
    {"POST", "/api/actions/message"},
    {"POST", "/api/actions/message-form"},
    {"POST", "/api/actions/bot"},
    {"DELETE", "/api/actions/bot"},
    {"POST", "/api/actions/clear-room-messages"},
    {"POST", "/api/actions/clear-room-state"},
};

std::string nested(std::size_t levels) {
    return R"({"room":"r","author":"a","text":"t","more":)" + std::string(levels, '[') + std::string(levels, ']') + "}";
}

/// A body that would do, but for `field`, which has this value; none if it is "".
std::string with(const Json& good, const std::string& field, const std::string& value) {
    auto body = good;
    body.erase(field);
    auto text = body.dump();
    if (value.empty()) return text;
    text.back() = text.size() > 2 ? ',' : ' ';
    return text + "\"" + field + "\":" + value + "}";
}

}  // namespace

TEST_CASE("a body that is not a JSON object in UTF-8 is refused") {
    ServerProcess server;
    HttpClient client(server.port());
    auto body = GENERATE(
        as<std::string>(), "", " ", "{", "}", "[]", R"(["room"])", "\"text\"", "5", "true", "null", "undefined",
        R"({"room":"r","author":"a","text":"t"} more)", R"({"room":"r","author":"a","text":"t",})",
        R"({'room':'r','author':'a','text':'t'})", R"({"room":"r","author":"a","text":NaN})",
        R"({"room":"r","author":"a","text":"t","more":NaN})", "{\"room\":\"r\",\"author\":\"a\",\"text\":\"\xFF\"}",
        "{\"room\":\"r\",\"author\":\"a\",\"text\":\"\xED\xA0\x80\"}",
        "{\"room\":\"r\",\"author\":\"a\",\"text\":\"\xC0\xAF\"}",
        "{\"room\":\"r\",\"author\":\"a\",\"text\":\"line\nend\"}", "room=r&author=a&text=t");
    CAPTURE(body);
    for (const auto& [method, target] : actions) {
        CAPTURE(method, target);
        auto reply = client.request(method, target, body);
        CHECK(reply.status == 400);
        CHECK(reply.header("content-type") == "application/json");
        CHECK(reply.json().size() == 1);
        CHECK_FALSE(reply.message().empty());
    }
    CHECK(client.get("/api/messages?room=r").body == "[]");
}

TEST_CASE("a body that is nested too deep is refused") {
    ServerProcess server;
    HttpClient client(server.port());
    CHECK(client.request("POST", "/api/actions/message", nested(100)).status == 200);
    for (const auto& [method, target] : actions) {
        CAPTURE(method, target);
        CHECK(client.request(method, target, nested(100'000)).status == 400);
        CHECK(client.request(method, target, std::string(1'000'000, '[')).status == 400);
        CHECK(client.request(method, target, R"({"a":)" + std::string(1'000'000, '{')).status == 400);
    }
}

TEST_CASE("a required field that is missing, null or of the wrong type is named") {
    ServerProcess server;
    HttpClient client(server.port());
    const Json message{{"room", "r"}, {"author", "a"}, {"text", "t"}};
    const Json form{{"room", "r"}, {"author", "a"}, {"bot_id", 1}, {"form_data", Json::object()}};
    const Json bot{{"room", "r"}, {"name", "n"}};
    const Json room{{"room", "r"}};
    auto [action, good, field] = GENERATE_COPY(table<std::string, Json, std::string>({
        {"message", message, "room"},
        {"message", message, "author"},
        {"message", message, "text"},
        {"message-form", form, "room"},
        {"message-form", form, "author"},
        {"message-form", form, "bot_id"},
        {"bot", bot, "room"},
        {"bot", bot, "name"},
        {"clear-room-messages", room, "room"},
        {"clear-room-state", room, "room"},
    }));
    CAPTURE(action, field);
    std::vector<std::string> bad{"", "null", "true", "1.5", "[]", "{}"};
    bad.emplace_back(field == "bot_id" ? "\"1\"" : "1");
    if (field == "room") bad.emplace_back("\"\"");
    // A bot's name is cleared by null.
    if (action == "bot" && field == "name") bad.erase(bad.begin() + 1);
    for (const auto& value : bad) {
        auto body = with(good, field, value);
        CAPTURE(body);
        auto reply = client.request("POST", "/api/actions/" + action, body);
        CHECK(reply.status == 400);
        CHECK(holds(reply.message(), field));
    }
    CHECK(client.get("/api/messages?room=r").body == "[]");
    CHECK(client.get("/api/bots").body == "[]");
}

TEST_CASE("a form needs its data, and a deletion its id") {
    ServerProcess server;
    HttpClient client(server.port());
    for (const std::string body :
         {R"({"room":"r","author":"a","bot_id":1})", R"({"room":"r","author":"a","bot_id":1,"form_data":null})"}) {
        auto reply = client.request("POST", "/api/actions/message-form", body);
        CHECK(reply.status == 400);
        CHECK(holds(reply.message(), "form_data"));
    }
    for (const std::string body : {"{}", R"({"id":null})", R"({"id":"1"})", R"({"id":1.5})", R"({"id":[1]})"}) {
        auto reply = client.request("DELETE", "/api/actions/bot", body);
        CHECK(reply.status == 400);
        CHECK(holds(reply.message(), "id"));
    }
}

TEST_CASE("an optional field of the wrong type is named too") {
    ServerProcess server;
    HttpClient client(server.port());
    auto field = GENERATE(as<std::string>(), "image", "media", "css", "js", "base_url");
    auto value = GENERATE(as<std::string>(), "1", "false", "[]", "{}");
    CAPTURE(field, value);
    auto reply = client.request("POST", "/api/actions/message",
                                with({{"room", "r"}, {"author", "a"}, {"text", "t"}}, field, value));
    CHECK(reply.status == 400);
    CHECK(holds(reply.message(), field));
}

TEST_CASE("a body is JSON whatever its type is said to be") {
    ServerProcess server;
    HttpClient client(server.port());
    Headers headers;
    auto type = GENERATE(as<std::string>(), "", "text/plain", "application/x-www-form-urlencoded",
                         "multipart/form-data", "nonsense");
    if (!type.empty()) headers.emplace_back("Content-Type", type);
    CHECK(client.post("/api/actions/message", {{"room", "r"}, {"author", "a"}, {"text", "t"}}, headers).status == 200);
}

TEST_CASE("a byte order mark, blanks and unknown keys do no harm, and of duplicate keys the last counts") {
    ServerProcess server;
    HttpClient client(server.port());
    auto [body, text] = GENERATE(table<std::string, std::string>({
        {"\xEF\xBB\xBF"
         R"({"room":"r","author":"a","text":"mark"})",
         "mark"},
        {" \r\n\t"
         R"({ "room" : "r" , "author":"a","text":"blanks"})"
         "\n ",
         "blanks"},
        {R"({"room":"r","author":"a","text":"unknown","more":{"text":[1,null]},"":0,"TEXT":5})", "unknown"},
        {R"({"text":1,"room":"x","author":null,"text":"first","room":"r","author":"a","text":"last"})", "last"},
        {R"({"room":"r","author":"a","t\u0065xt":"escaped key"})", "escaped key"},
        {R"({"room":"r","author":"a","text":"large number","n":1e999,"m":123456789012345678901234567890})",
         "large number"},
    }));
    CAPTURE(body);
    auto reply = client.request("POST", "/api/actions/message", body);
    REQUIRE(reply.status == 200);
    CHECK(reply.json().at("text") == text);
    CHECK(reply.json().at("room") == "r");
}
