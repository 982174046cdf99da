// What becomes of a bot's good answer: the message that is stored and broadcast (protocol, section 6).
#include <catch2/catch.hpp>

#include "support/process/fake_bot.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

TEST_CASE("a bot's answer with only a text becomes a message with the bot's name, id and URL") {
    ServerProcess server;
    Room room(server.port());
    WebSocketClient stream(server.port(), room.websocket_target());
    FakeBot bot(answers({{"text", ""}}));
    auto id = room.install("EchoBot", bot.url("/echo?x=1#top"));

    auto answer = room.answer_to("EchoBot");

    CHECK(answer["kind"] == "bot");
    CHECK(answer["text"] == "");
    CHECK(answer["author"] == "EchoBot");
    CHECK(answer["from_bot"] == id);
    CHECK(answer["base_url"] == bot.url("/echo?x=1#top"));
    CHECK(answer["when"].is_number());
    for (const auto* key : {"image", "media", "css", "js", "state"}) CHECK(answer[key].is_null());
    CHECK(answer.size() == 13);
    stream.wait_for("message", "EchoBot");
    CHECK(stream.wait_for("message")["data"] == answer);
}

TEST_CASE("all the optional fields of a bot's answer get into the message") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(answers({{"text", "<b>hi</b> é"},
                         {"author", "Echo of Emmy"},
                         {"image", "cat.png"},
                         {"media", "/bell.wav"},
                         {"css", "style.css"},
                         {"js", "script.mjs"},
                         {"kind", "system"},
                         {"id", 7},
                         {"when", 1},
                         {"base_url", "http://elsewhere/"},
                         {"from_bot", 99},
                         {"surprise", true}}));
    auto id = room.install("EchoBot", bot.url());

    auto answer = room.answer_to("EchoBot");

    CHECK(answer["text"] == "<b>hi</b> é");
    CHECK(answer["author"] == "Echo of Emmy");
    CHECK(answer["image"] == "cat.png");
    CHECK(answer["media"] == "/bell.wav");
    CHECK(answer["css"] == "style.css");
    CHECK(answer["js"] == "script.mjs");
    CHECK(answer["kind"] == "bot");
    CHECK(answer["id"] == 2);
    CHECK(answer["when"] > 1'600'000'000);
    CHECK(answer["base_url"] == bot.url());
    CHECK(answer["from_bot"] == id);
    CHECK_FALSE(answer.contains("surprise"));
}

TEST_CASE("optional fields of the wrong type are ignored") {
    ServerProcess server;
    Room room(server.port());
    auto wrong = GENERATE(Json(1), Json(nullptr), Json(true), Json::array({"x"}), Json{{"first", "Emmy"}});
    FakeBot bot(answers({{"text", "fine"},
                         {"author", wrong},
                         {"image", wrong},
                         {"media", wrong},
                         {"css", wrong},
                         {"js", wrong},
                         {"room", wrong}}));
    room.install("EchoBot", bot.url());

    auto answer = room.answer_to("EchoBot");

    CHECK(answer["text"] == "fine");
    CHECK(answer["author"] == "EchoBot");
    CHECK(answer["room"] == "test");
    for (const auto* key : {"image", "media", "css", "js"}) CHECK(answer[key].is_null());
}

TEST_CASE("of duplicate keys in a bot's answer the last counts") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(sends(answer_text(R"({"text": 1, "state": [1], "text": "second", "st\u0061te": [2]})")));
    room.install("EchoBot", bot.url());

    auto answer = room.answer_to("EchoBot");

    CHECK(answer["text"] == "second");
    CHECK(answer["state"] == Json::array({2}));
}

TEST_CASE("an answer that names a room is stored in that room and broadcast there only") {
    ServerProcess server;
    Room room(server.port());
    Room other(server.port(), "other room");
    WebSocketClient other_stream(server.port(), other.websocket_target());
    FakeBot bot(answers({{"text", "over here"}, {"room", "other room"}}));
    auto id = room.install("EchoBot", bot.url());

    CHECK(room.answers_to("EchoBot").empty());

    auto event = other_stream.wait_for("message", "over here");
    CHECK(event["data"]["room"] == "other room");
    CHECK(event["data"]["from_bot"] == id);
    CHECK(other.messages() == std::vector<Json>{event["data"]});
}

TEST_CASE("an answer that names the empty room stays in the bot's room") {
    ServerProcess server;
    Room room(server.port());
    FakeBot bot(answers({{"text", "here"}, {"room", ""}}));
    room.install("EchoBot", bot.url());

    CHECK(room.answer_to("EchoBot")["room"] == "test");
}

TEST_CASE("a big answer, such as a plot in a data URL, gets through whole") {
    ServerProcess server;
    Room room(server.port());
    auto image = "data:image/png;base64," + std::string(3 << 20, 'A');
    FakeBot bot(answers({{"text", "plot"}, {"image", image}}));
    room.install("EchoBot", bot.url());

    CHECK((room.answer_to("EchoBot")["image"] == image));
}
