#include "necsus/model/room_event.hpp"

#include <catch2/catch.hpp>

using namespace necsus;

TEST_CASE("an event holds its kind and, as it stands, its data") {
    CHECK(*message_event(R"({"id":1})") == R"({"kind":"message","data":{"id":1}})");
    CHECK(*put_bot_event(R"({"id":2})") == R"({"kind":"put_bot","data":{"id":2}})");
    CHECK(*delete_bot_event(R"({"id":3})") == R"({"kind":"delete_bot","data":{"id":3}})");
    CHECK(*clear_messages_event() == R"({"kind":"clear_messages","data":{}})");
    CHECK(*conversation_event(1, "Cat \"Bot\"", R"({"a": 1.0})") ==
          R"({"kind":"conversation","data":{"bot_id":1,"name":"Cat \"Bot\"","state":{"a": 1.0}}})");
    CHECK(*no_conversation_event() == R"({"kind":"conversation","data":{"bot_id":null}})");
}
