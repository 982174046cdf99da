#include "bots/payload.hpp"

#include <catch2/catch.hpp>

using namespace necsus;

namespace {

MessageContent message() {
    MessageContent content;
    content.room = "lobby";
    content.author = "Ada \"A\"";
    content.text = "héllo\n\0!" + std::string(1, '\0');
    content.image = "not for bots";
    return content;
}

}  // namespace

TEST_CASE("a bot that matches is sent room, author, text and params, and nothing else") {
    CHECK(message_payload(message(), R"({"n":"12","x":null})") ==
          R"({"room":"lobby","author":"Ada \"A\"","text":"héllo\n\u0000","params":{"n":"12","x":null}})");
}

TEST_CASE("the bot of a conversation is sent its state byte for byte, and empty params") {
    CHECK(conversation_payload(message(), R"({"z": 1.0,  "a":1})") ==
          R"({"room":"lobby","author":"Ada \"A\"","text":"héllo\n\u0000","params":{},"state":{"z": 1.0,  "a":1}})");
}

TEST_CASE("a form's bot is sent the form's data as it came, and a state if there is one") {
    const FormActivation form{"lobby", "Ada", 7, "/vote", R"({"n": 1.0,"a":[]})"};
    CHECK(form_payload(form, std::nullopt) == R"({"room":"lobby","author":"Ada","form_data":{"n": 1.0,"a":[]}})");
    CHECK(form_payload(form, "false") ==
          R"({"room":"lobby","author":"Ada","form_data":{"n": 1.0,"a":[]},"state":false})");
}
