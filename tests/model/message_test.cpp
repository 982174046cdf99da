#include "necsus/model/message.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <ctime>

#include "necsus/text/json_text.hpp"

using namespace necsus;

TEST_CASE("a message has every key, in the order of the table's columns, null where nothing is") {
    Message message;
    message.id = 7;
    message.room = "lobby";
    message.author = "Ada";
    message.text = "Hi \"all\"";
    message.when = "1700000000.000123";
    CHECK(to_json(message) == R"({"id":7,"room":"lobby","author":"Ada","kind":"user","text":"Hi \"all\"",)"
                              R"("when":1700000000.000123,"image":null,"media":null,"js":null,"css":null,)"
                              R"("from_bot":null,"base_url":null,"state":null})");
}

TEST_CASE("a bot's message carries what the bot sent, its state byte for byte") {
    Message message;
    message.id = 1;
    message.room = "r";
    message.author = "Bot";
    message.kind = MessageKind::bot;
    message.when = "1";
    message.image = "i.png";
    message.media = "m.mp3";
    message.js = "j.js";
    message.css = "c.css";
    message.from_bot = 3;
    message.base_url = "http://h/b";
    message.state = R"({"z" : 1.0, "a":1})";
    CHECK(to_json(message) == R"({"id":1,"room":"r","author":"Bot","kind":"bot","text":"","when":1,"image":"i.png",)"
                              R"("media":"m.mp3","js":"j.js","css":"c.css","from_bot":3,"base_url":"http://h/b",)"
                              R"("state":{"z" : 1.0, "a":1}})");
}

TEST_CASE("a time that is no number is passed on as the string that it is") {
    const auto [when, json] = GENERATE(table<std::string, std::string>({
        {"3:04 pm", R"("3:04 pm")"},
        {"", R"("")"},
        {"12", "12"},
        {"1.5", "1.5"},
        {"nan", R"("nan")"},
    }));
    Message message;
    message.when = when;
    CHECK(member_text(to_json(message), "when") == json);
}

TEST_CASE("kinds have names, and an unknown one is a user's") {
    for (auto kind : {MessageKind::user, MessageKind::bot, MessageKind::system}) {
        CHECK(message_kind(to_text(kind)) == kind);
    }
    CHECK(to_text(MessageKind::user) == "user");
    CHECK(to_text(MessageKind::bot) == "bot");
    CHECK(to_text(MessageKind::system) == "system");
    CHECK(message_kind("robot") == MessageKind::user);
}

TEST_CASE("now is a JSON number of seconds with six digits of fraction") {
    const auto before = std::time(nullptr);
    const auto now = when_now();
    const auto after = std::time(nullptr);
    CHECK(is_json_number(now));
    CHECK(now.size() - now.find('.') == 7);
    const auto seconds = std::atoll(now.c_str());
    CHECK(seconds >= before);
    CHECK(seconds <= after);
}

TEST_CASE("a bot's message of an older server is shown without the password of its URL") {
    Message message;
    message.kind = MessageKind::bot;
    message.base_url = "https://ada:secret@h/bot";
    CHECK(to_json(message).find(R"("base_url":"https://h/bot")") != std::string::npos);
}
