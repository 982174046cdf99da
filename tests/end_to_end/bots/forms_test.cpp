// Form activation: who is called, with what, and what becomes of the answer (protocol, section 5).
#include <catch2/catch.hpp>

#include "support/process/fake_bot.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

TEST_CASE("the bot of a form gets exactly the room, the author and the form's data") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(answers({{"text", "thanks"}}));
    auto id = room.install("FormBot", bot.url());
    auto form_data = Json{{"name", "Emmy"}, {"tags", {"a", "b"}}, {"n", 1.5}, {"é", nullptr}};

    room.press(id, form_data);

    REQUIRE(bot.requests().size() == 1);
    CHECK(bot.requests()[0].json() == Json{{"room", "test"}, {"author", "Emmy"}, {"form_data", form_data}});
    auto answer = room.messages().at(0);
    CHECK(room.messages().size() == 1);  // pressing a button is no message
    CHECK(answer["text"] == "thanks");
    CHECK(answer["author"] == "FormBot");
    CHECK(answer["kind"] == "bot");
    CHECK(answer["from_bot"] == id);
}

TEST_CASE("a form's data may be any JSON and is passed on as it came") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(answers({{"text", "thanks"}}));
    auto id = room.install("FormBot", bot.url());
    auto form_data = GENERATE(as<std::string>{}, R"({"z":1.0,"a":12345678901234567890123})", "[]", R"("text")", "0");

    auto body =
        R"({"room":"test","author":"Emmy","bot_id":)" + std::to_string(id) + R"(,"form_data":)" + form_data + "}";
    auto reply = HttpClient(server.port()).request("POST", "/api/actions/message-form", body);

    CHECK(reply.status == 200);
    CHECK(reply.body == "{}");
    CHECK(bot.wait_for_requests(1)[0].body == R"({"room":"test","author":"Emmy","form_data":)" + form_data + "}");
}

TEST_CASE("a form of a bot that was deleted becomes a system message, stored and broadcast") {
    ServerProcess server;
    Room room(server.port());
    WebSocketClient stream(server.port(), room.websocket_target());
    FakeBot bot(answers({{"text", "thanks"}}));
    auto id = room.install("FormBot", bot.url());
    room.remove(id);

    room.press(id);

    auto event = stream.wait_for("message")["data"];
    CHECK(event["kind"] == "system");
    CHECK(event["author"] == "NeCSuS");
    CHECK(holds(event["text"], "deleted"));
    CHECK(event["id"] == 1);
    CHECK(room.messages() == std::vector<Json>{event});
    CHECK(bot.requests().empty());
}

TEST_CASE("a form of a bot in another room works as if the bot were here") {
    ServerProcess server;
    Room room(server.port());
    Room home(server.port(), "home");
    FakeBot bot(answers({{"text", "thanks"}, {"state", "here"}}));
    auto id = home.install("FormBot", bot.url());

    room.press(id);

    CHECK(bot.requests()[0].json()["room"] == "test");
    CHECK(home.messages().empty());
    CHECK(room.messages().at(0)["author"] == "FormBot");
    CHECK(room.messages().at(0)["from_bot"] == id);
    CHECK(room.bots().empty());  // it is installed, elsewhere: nothing to install
    room.say("hello");
    CHECK(bot.requests().at(1).json()["state"] == "here");
}

TEST_CASE("in a conversation a form brings the state along, whichever bot it goes to") {
    ServerProcess server;
    Room room(server.port());
    FakeBot owner(sends(answer_text(R"({"text":"owner","state":{"b":1.0,"a":2}})")));
    FakeBot other(answers({{"text", "other"}}));
    auto owner_id = room.install("owner", owner.url());
    auto other_id = room.install("other", other.url());
    room.say("owner");

    room.press(owner_id, Json{{"x", "1"}});
    room.press(other_id, Json{{"x", "1"}});

    auto expected = R"({"room":"test","author":"Emmy","form_data":{"x":"1"},"state":{"b":1.0,"a":2}})";
    CHECK(owner.requests().at(1).body == expected);
    CHECK(other.requests().at(0).body == expected);
    // The other bot answered without a state, which is not the end of the owner's conversation.
    CHECK(room.answer_to("other")["text"] == "owner");
}

TEST_CASE("a form's answer without a state ends the conversation of its bot") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot([](Socket& socket, const BotRequest& request) {
        bool is_form = holds(request.body, "form_data");
        return socket.send(answer_text(is_form ? R"({"text":"bye"})" : R"({"text":"hi","state":1})"));
    });
    auto id = room.install("bot", bot.url());
    room.say("bot");

    room.press(id);

    CHECK(room.answers_to("hello").empty());
}

TEST_CASE("a form's answer with a state begins a conversation") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(answers({{"text", "hi"}, {"state", 1}}));
    auto id = room.install("bot", bot.url());

    room.press(id);

    CHECK(room.answer_to("hello")["text"] == "hi");
    CHECK(bot.requests().at(1).json()["state"] == 1);
}

TEST_CASE("a form's bot that fails is complained about in the room") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(sends("HTTP/1.1 404 NOT FOUND\r\nContent-Length: 0\r\n\r\n"));
    auto id = room.install("<FormBot>", bot.url());

    room.press(id, Json::object(), "/other<x>");

    auto complaint = room.messages().at(0);
    CHECK(complaint["kind"] == "system");
    CHECK(holds(complaint["text"], "404 (Not Found)"));
    CHECK_FALSE(holds(complaint["text"], "<x>"));
}

TEST_CASE("a form answered by 204 leaves no message") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(sends("HTTP/1.1 204 No Content\r\n\r\n"));
    auto id = room.install("FormBot", bot.url());

    room.press(id);

    CHECK(bot.requests().size() == 1);
    CHECK(room.messages().empty());
}
