// Where a form leads: its action, resolved against the bot's URL, and the bot that is there (protocol, section 5).
#include <catch2/catch.hpp>

#include "support/process/fake_bot.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

TEST_CASE("the action of a form is resolved against the bot's URL as Python's urljoin does") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(answers({{"text", "thanks"}}));
    auto id = room.install("FormBot", bot.url("/a/b?x=1"));
    auto [action, target] = GENERATE(table<Json, std::string>({
        {nullptr, "/a/b?x=1"},
        {"", "/a/b?x=1"},
        {"foo", "/a/foo"},
        {"foo/bar?y=2", "/a/foo/bar?y=2"},
        {"./foo", "/a/foo"},
        {"/foo", "/foo"},
        {"?q=2", "/a/b?q=2"},
        {"../x", "/x"},
        {"../../x", "/x"},
        {"..", "/"},
        {"#part", "/a/b?x=1"},
        {"a b/é", "/a/a%20b/%C3%A9"},
    }));

    room.press(id, Json::object(), action);

    auto head = bot.wait_for_requests(1)[0].head;
    CHECK(head.substr(0, head.find("\r\n")) == "POST " + target + " HTTP/1.1");
}

TEST_CASE("a form without an action_url at all goes to its bot") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(answers({{"text", "thanks"}}));
    auto id = room.install("FormBot", bot.url());

    room.act("message-form", {{"room", "test"}, {"author", "Emmy"}, {"bot_id", id}, {"form_data", Json::object()}});

    CHECK(room.messages().at(0)["from_bot"] == id);
}

TEST_CASE("an absolute action, or one with a host, leads to another server") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(answers({{"text", "wrong"}}));
    FakeBot other(answers({{"text", "right"}}));
    auto id = room.install("FormBot", bot.url());

    room.press(id, Json::object(), other.url("/x"));
    room.press(id, Json::object(), other.url("/y").substr(5));  // //127.0.0.1:…

    CHECK(texts(room.messages()) == std::vector<std::string>{"right", "right"});
    CHECK(other.requests()[1].head.starts_with("POST /y HTTP/1.1\r\n"));
}

TEST_CASE("an action that leads to no web address is told to the room") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(answers({{"text", "thanks"}}));
    auto id = room.install("FormBot", bot.url());
    auto action = GENERATE("javascript:alert(1)", "mailto:emmy@example.org", "http://[oops/<b>", "ftp://127.0.0.1/");

    room.press(id, Json::object(), action);

    auto complaint = room.messages().at(0);
    CHECK(complaint["kind"] == "system");
    CHECK_FALSE(holds(complaint["text"], "oops/<b>"));
    CHECK(bot.requests().empty());
}

TEST_CASE("if a bot of the room has the address of a form's action, that bot answers") {
    ServerProcess server;
    Room room(server.port());
    Room elsewhere(server.port(), "elsewhere");
    FakeBot host(answers({{"text", "I am here"}, {"state", 1}}));
    auto asked = room.install("asked", host.url("/asked"));
    elsewhere.install("not in this room", host.url("/answers"));
    auto answering = room.install("answering", host.url("/answers"), "never");

    room.press(asked, Json::object(), "answers");

    auto answer = room.messages().at(0);
    CHECK(answer["from_bot"] == answering);
    CHECK(answer["author"] == "answering");
    CHECK(answer["base_url"] == host.url("/answers"));
    CHECK(room.bots().size() == 2);
}

TEST_CASE("a bot of another room is not taken for the one at a form's action") {
    ServerProcess server;
    Room room(server.port());
    Room elsewhere(server.port(), "elsewhere");
    FakeBot host(answers({{"text", "I am here"}}));
    auto asked = room.install("asked", host.url("/asked"));
    elsewhere.install("stranger", host.url("/answers"));

    room.press(asked, Json::object(), "answers");

    CHECK(room.messages().at(0)["from_bot"].is_null());
}

TEST_CASE("a form to an address without a bot is answered by a transient one, named by its URL") {
    ServerProcess server;
    Room room(server.port());
    FakeBot host(answers({{"text", "passing by"}}));
    auto id = room.install("FormBot", host.url("/form"));

    room.press(id, Json{{"x", "1"}}, "other");

    auto answer = room.messages().at(0);
    CHECK(answer["kind"] == "bot");
    CHECK(answer["author"] == host.url("/other"));
    CHECK(answer["from_bot"].is_null());
    CHECK(answer["base_url"] == host.url("/other"));
    CHECK(room.bots().size() == 1);
    CHECK(host.requests()[0].json() == Json{{"room", "test"}, {"author", "Emmy"}, {"form_data", {{"x", "1"}}}});
}

TEST_CASE("a transient bot that leaves a state is installed in the room, before its message is seen") {
    ServerProcess server;
    Room room(server.port());
    FakeBot host(answers({{"text", "stay with me"}, {"state", {{"n", 1}}}}));
    auto id = room.install("FormBot", host.url("/form"));
    WebSocketClient stream(server.port(), room.websocket_target());
    CHECK(stream.next_event()["data"]["id"] == id);

    room.press(id, Json::object(), "other");

    auto put_bot = stream.next_event();
    auto message = stream.next_event();
    REQUIRE(put_bot["kind"] == "put_bot");
    REQUIRE(message["kind"] == "message");
    auto installed = put_bot["data"];
    CHECK(installed["name"] == "(Auto) " + host.url("/other"));
    CHECK(installed["url"] == host.url("/other"));
    CHECK(installed["room"] == "test");
    CHECK(message["data"]["from_bot"] == installed["id"]);
    CHECK(message["data"]["state"] == Json{{"n", 1}});
    CHECK(room.bots() == std::vector<Json>{room.bots()[0], installed});

    CHECK(room.answer_to("hello")["from_bot"] == installed["id"]);
    CHECK(host.requests()[1].head.starts_with("POST /other HTTP/1.1\r\n"));
    CHECK(host.requests()[1].json()["state"] == Json{{"n", 1}});
    room.press(id, Json::object(), "other");
    CHECK(room.bots().size() == 2);  // it is there now
}
