#include "necsus/model/bot.hpp"

#include <catch2/catch.hpp>

using namespace necsus;

TEST_CASE("a bot's keys stand in the order of the table's columns") {
    Bot bot;
    bot.id = 5;
    bot.room = "r\"1";
    bot.name = "Écho";
    bot.url = "http://localhost:1234/echo";
    CHECK(to_json(bot) ==
          R"({"id":5,"room":"r\"1","name":"Écho","responds_to":null,"url":"http://localhost:1234/echo"})");
}

TEST_CASE("no pattern and an empty one are kept apart") {
    Bot bot;
    bot.responds_to = "";
    CHECK(to_json(bot) == R"({"id":0,"room":"","name":"","responds_to":"","url":""})");
    bot.responds_to = R"(^\d+$)";
    CHECK(to_json(bot) == R"({"id":0,"room":"","name":"","responds_to":"^\\d+$","url":""})");
}
