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

TEST_CASE("a user and a password in a URL are masked, however it is written") {
    const auto [url, masked] = GENERATE(table<std::string, std::string>({
        {"https://ada:secret@h/bot?x=1#y", "https://***@h/bot?x=1#y"},
        {"https://token@h", "https://***@h"},
        {"https://@h", "https://***@h"},
        {" HTTPS://ada:se@cret@h:5000/bot", " HTTPS://***@h:5000/bot"},
        {"https://ada:sec\\ret@h/", "https://***@h/"},
        {"https://ada:secret@[::1]/", "https://***@[::1]/"},
        {"//ada:secret@h/", "//***@h/"},
        {"ada:secret@h/bot", "***@h/bot"},
        {"https:/ada:secret@h", "https:/***@h"},
        {"https:\\\\ada:secret@h", "https:\\\\***@h"},
        {"https:ada:secret@h", "***@h"},
        {"http:\t//ada:secret@h/", "http:\t//***@h/"},
        {"http:/ \n/ada:secret@h/", "http:/ \n/***@h/"},
        {"\t//ada:secret@h/", "\t//***@h/"},
    }));
    CHECK(without_user_info(url) == masked);
    auto cut = masked;
    CHECK(cut_user_info(url) == cut.erase(cut.find("***@"), 4));
}

TEST_CASE("a password that makes a URL a bad one is not shown either, nor is anybody called without it") {
    auto [url, masked] = GENERATE(table<std::string, std::string>({
        {"http://ada:sec/ret@h/bot", "http://***@h/bot"},
        {"https://ada:se?c#ret@h:5000", "https://***@h:5000"},
        {"ada:sec/r@et@h", "***@h"},
        {"http://ada:12/sec:ret@h/", "http://ada:12/sec:ret@h/"},  // a host and a port: so it is called
    }));
    CHECK(without_user_info(url) == masked);
    CHECK(cut_user_info(url) == url);
}

TEST_CASE("a URL without a password stays as it is") {
    const auto url = GENERATE(as<std::string>(), "", "http://localhost:5000/bot", "https://h/@ada/bot",
                              "https://h?to=a@b", "https://h#a@b", "localhost:5000/a@b", "http://[::1]/a@b",
                              "http://[::1]:80/a@b", "not a URL", ":", "://", "https://");
    CHECK(without_user_info(url) == url);
    CHECK(cut_user_info(url) == url);
}
