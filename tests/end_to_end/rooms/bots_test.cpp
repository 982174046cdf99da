// Installing, changing and deleting bots, and reading them (protocol, sections 3 and 4).
#include <catch2/catch.hpp>

#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

namespace {

Json event(const std::string& kind, const Json& data) {
    return {{"kind", kind}, {"data", data}};
}

HttpReply put(const ServerProcess& server, const Json& body) {
    return HttpClient(server.port()).request("POST", "/api/actions/bot", body.dump());
}

HttpReply remove(const ServerProcess& server, const Json& body) {
    return HttpClient(server.port()).request("DELETE", "/api/actions/bot", body.dump());
}

}  // namespace

TEST_CASE("a bot has all its keys, in the table's order, and is compact JSON") {
    ServerProcess server;
    auto reply = put(
        server, {{"url", "http://localhost:1/x?a=ü"}, {"name", "Bot \"ö\""}, {"responds_to", "^a+$"}, {"room", "r"}});
    CHECK(reply.status == 200);
    CHECK(reply.header("content-type") == "application/json");
    CHECK(reply.body ==
          R"({"id":1,"room":"r","name":"Bot \"ö\"","responds_to":"^a+$","url":"http://localhost:1/x?a=ü"})");
    CHECK(HttpClient(server.port()).get("/api/bots").body == "[" + reply.body + "]");
}

TEST_CASE("a new bot without a URL has an empty one, and a pattern that is absent is kept apart from an empty one") {
    ServerProcess server;
    CHECK(put(server, {{"room", "r"}, {"name", "n"}}).body ==
          R"({"id":1,"room":"r","name":"n","responds_to":null,"url":""})");
    CHECK(put(server, {{"room", "r"}, {"name", "n"}, {"url", nullptr}, {"responds_to", nullptr}}).body ==
          R"({"id":2,"room":"r","name":"n","responds_to":null,"url":""})");
    CHECK(put(server, {{"room", "r"}, {"name", "n"}, {"responds_to", ""}}).body ==
          R"({"id":3,"room":"r","name":"n","responds_to":"","url":""})");
    CHECK(put(server, {{"id", nullptr}, {"room", "r"}, {"name", "n"}}).json().at("id") == 4);
}

TEST_CASE("an update keeps what is absent, and null clears") {
    ServerProcess server;
    const Json bot{{"id", 1}, {"room", "r"}, {"name", "n"}, {"responds_to", "p"}, {"url", "u"}};
    REQUIRE(put(server, {{"room", "r"}, {"name", "n"}, {"responds_to", "p"}, {"url", "u"}}).json() == bot);

    auto [change, value, stored] = GENERATE(table<std::string, Json, Json>({
        {"name", "other", "other"},
        {"url", "http://other/", "http://other/"},
        {"responds_to", "other", "other"},
        {"room", "other", "other"},
        {"name", "", ""},
        {"url", "", ""},
        {"responds_to", "", ""},
        {"url", nullptr, ""},
        {"responds_to", nullptr, nullptr},
    }));
    CAPTURE(change, value);
    auto expected = bot;
    expected[change] = stored;
    CHECK(put(server, {{"id", 1}, {change, value}}).body == expected.dump());
    CHECK(put(server, {{"id", 1}}).body == expected.dump());
    CHECK(HttpClient(server.port()).get("/api/bots").json() == Json::array({expected}));
}

TEST_CASE("an unknown id makes a bot with that id, which needs a room and a name") {
    ServerProcess server;
    CHECK(put(server, {{"id", 500}, {"room", "r"}, {"name", "n"}}).body ==
          R"({"id":500,"room":"r","name":"n","responds_to":null,"url":""})");
    CHECK(put(server, {{"room", "r"}, {"name", "next"}}).json().at("id") == 501);
    for (const Json& body : {Json{{"id", 7}, {"room", "r"}}, Json{{"id", 7}, {"name", "n"}}, Json{{"id", 7}}}) {
        auto reply = put(server, body);
        CHECK(reply.status == 400);
        CHECK(holds(reply.message(), body.contains("room") ? "name" : "room"));
    }
    CHECK(HttpClient(server.port()).get("/api/bots").json().size() == 2);
}

TEST_CASE("a bot is refused if a field is wrong, and nothing is changed") {
    ServerProcess server;
    put(server, {{"room", "r"}, {"name", "n"}, {"url", "u"}});
    auto before = HttpClient(server.port()).get("/api/bots").body;
    auto [field, value] = GENERATE(table<std::string, Json>({
        {"id", "1"},
        {"id", 1.5},
        {"id", true},
        {"id", Json::array({1})},
        {"id", Json::parse("99999999999999999999999")},
        {"room", ""},
        {"room", nullptr},
        {"room", 5},
        {"name", 5},
        {"name", Json::array()},
        {"url", 5},
        {"url", Json::object()},
        {"responds_to", 5},
        {"responds_to", false},
    }));
    CAPTURE(field, value);
    Json body{{"id", 1}, {"name", "changed"}};
    body[field] = value;
    auto reply = put(server, body);
    CHECK(reply.status == 400);
    CHECK(holds(reply.message(), field));
    CHECK(HttpClient(server.port()).get("/api/bots").body == before);
}

TEST_CASE("a deleted bot is shown once more and gone, and its id is not used again") {
    ServerProcess server;
    auto bot = put(server, {{"room", "r"}, {"name", "n"}, {"url", "u"}});
    auto deleted = remove(server, {{"id", 1}});
    CHECK(deleted.status == 200);
    CHECK(deleted.body == bot.body);
    CHECK(HttpClient(server.port()).get("/api/bots").body == "[]");
    auto again = remove(server, {{"id", 1}});
    CHECK(again.status == 400);
    CHECK_FALSE(again.message().empty());
    CHECK(put(server, {{"room", "r"}, {"name", "n"}}).json().at("id") == 2);
}

TEST_CASE("deleting a bot that never was is refused") {
    ServerProcess server;
    auto id = GENERATE(as<Json>(), 1, 0, -1, 9007199254740993, Json::parse("-9223372036854775808"));
    CHECK(remove(server, {{"id", id}}).status == 400);
}

TEST_CASE("bots are listed by id, of a room or of the whole server") {
    ServerProcess server;
    HttpClient client(server.port());
    for (int id : {30, 10, 20}) put(server, {{"id", id}, {"room", id == 10 ? "other room" : "r"}, {"name", "n"}});
    auto ids = [&](const std::string& query) {
        std::vector<int> found;
        for (const auto& bot : client.get("/api/bots" + query).json()) found.push_back(bot.at("id").get<int>());
        return found;
    };
    CHECK(ids("") == std::vector{10, 20, 30});
    CHECK(ids("?") == std::vector{10, 20, 30});
    CHECK(ids("?room=r") == std::vector{20, 30});
    CHECK(ids("?room=other+room") == std::vector{10});
    CHECK(ids("?room=R").empty());
    CHECK(ids("?room=r&room=other%20room") == std::vector{10});
}

TEST_CASE("a room sees its bots come, change, and go") {
    ServerProcess server;
    WebSocketClient room(server.port(), "/ws/r");
    auto created = put(server, {{"room", "r"}, {"name", "n"}}).json();
    CHECK(room.next_event() == event("put_bot", created));
    auto changed = put(server, {{"id", 1}, {"url", "u"}}).json();
    CHECK(room.next_event() == event("put_bot", changed));
    remove(server, {{"id", 1}});
    auto deletion = room.next_event();
    CHECK(deletion.at("kind") == "delete_bot");
    CHECK(deletion.at("data").at("id") == 1);
    // A refused deletion tells nobody.
    remove(server, {{"id", 1}});
    auto message = Room(server.port(), "r").say("hello");
    CHECK(room.next_event() == event("message", message));
}

TEST_CASE("a bot that moves leaves one room and joins the other") {
    ServerProcess server;
    put(server, {{"room", "old"}, {"name", "n"}});
    WebSocketClient old_room(server.port(), "/ws/old");
    WebSocketClient new_room(server.port(), "/ws/new");
    CHECK(old_room.next_event().at("kind") == "put_bot");
    auto moved = put(server, {{"id", 1}, {"room", "new"}}).json();
    auto gone = old_room.next_event();
    CHECK(gone.at("kind") == "delete_bot");
    CHECK(gone.at("data").at("id") == 1);
    CHECK(new_room.next_event() == event("put_bot", moved));
    auto message = Room(server.port(), "old").say("still here?");
    CHECK(old_room.next_event() == event("message", message));  // and nothing of the bot came between
}
