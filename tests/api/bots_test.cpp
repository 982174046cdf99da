#include <catch2/catch.hpp>

#include "support/unit/api_case.hpp"

using namespace necsus;
using Catch::Matchers::Contains;
using Texts = Classroom::Texts;

namespace {

const std::string action = "/api/actions/bot";

std::string echo(const std::string& id = "1") {
    return R"({"id":)" + id + R"(,"room":"lobby","name":"Echo","responds_to":null,"url":""})";
}

}  // namespace

TEST_CASE_METHOD(ApiCase, "a bot needs a room and a name; it is answered and published as it is") {
    Ear ear(loop, broker, "lobby");
    const auto response = post(action, R"({"room":"lobby","name":"Echo"})");
    CHECK(response.status == 200);
    CHECK(response.body == echo());
    CHECK(ear.heard() == Texts{R"({"kind":"put_bot","data":)" + echo() + "}"});
}

TEST_CASE_METHOD(ApiCase, "a bot's fields change when they are there; null clears, and absent keeps") {
    post(action, R"({"room":"lobby","name":"Echo","responds_to":"x","url":"http://h/"})");
    CHECK(post(action, R"({"id":1,"name":"Parrot"})").body ==
          R"({"id":1,"room":"lobby","name":"Parrot","responds_to":"x","url":"http://h/"})");
    CHECK(post(action, R"({"id":1,"name":null,"responds_to":null,"url":null})").body ==
          R"({"id":1,"room":"lobby","name":"","responds_to":null,"url":""})");
    CHECK(post(action, R"({"id":1,"responds_to":"","room":"other"})").body ==
          R"({"id":1,"room":"other","name":"","responds_to":"","url":""})");
}

TEST_CASE_METHOD(ApiCase, "an id that nobody has makes a bot with it, if that is possible") {
    CHECK(post(action, R"({"id":7,"room":"lobby","name":"Echo"})").body == echo("7"));
    const auto half = post(action, R"({"id":8,"name":"Echo"})");
    CHECK(half.status == 400);
    CHECK_THAT(half.body, Contains("\\\"room\\\" is missing"));
    const auto high = post(action, R"({"id":9007199254740991,"room":"lobby","name":"Echo"})");
    CHECK(high.status == 400);
    CHECK_THAT(high.body, Contains("so large a number"));
}

TEST_CASE_METHOD(ApiCase, "a bot that lacks something, or whose fields are of another type, is refused") {
    const auto [body, words] = GENERATE(table<std::string, std::string>({
        {R"({"name":"Echo"})", "\\\"room\\\" is missing"},
        {R"({"room":"lobby"})", "\\\"name\\\" is missing"},
        {R"({"room":"","name":"Echo"})", "\\\"room\\\" is empty"},
        {R"({"room":"lobby","name":5})", "\\\"name\\\" is a number"},
        {R"({"room":"lobby","name":"Echo","url":true})", "\\\"url\\\" is a boolean"},
        {R"({"room":"lobby","name":"Echo","responds_to":{}})", "\\\"responds_to\\\" is an object"},
        {R"({"id":0,"room":"lobby","name":"Echo"})", "integer from 1"},
        {R"({"id":"1","room":"lobby","name":"Echo"})", "\\\"id\\\" is a string"},
    }));
    CAPTURE(body);
    const auto response = post(action, body);
    CHECK(response.status == 400);
    CHECK_THAT(response.body, Contains(words));
    CHECK(all_bots(loop, store).empty());
}

TEST_CASE_METHOD(ApiCase, "a deleted bot is answered as it was, and an unknown one refused") {
    post(action, R"({"room":"lobby","name":"Echo"})");
    Ear ear(loop, broker, "lobby");
    CHECK(answer("DELETE", action, R"({"id":1})").body == echo());
    CHECK(ear.heard() == Texts{R"({"kind":"delete_bot","data":)" + echo() + "}"});
    const auto again = answer("DELETE", action, R"({"id":1})");
    CHECK(again.status == 400);
    CHECK_THAT(again.body, Contains("no bot with the id 1"));
    CHECK(answer("DELETE", action, "{}").status == 400);
}

TEST_CASE_METHOD(ApiCase, "GET lists bots by id, of a room or of the whole server") {
    CHECK(answer("GET", "/api/bots").body == "[]");
    post(action, R"({"room":"lobby","name":"Echo"})");
    post(action, R"({"room":"other","name":"Other"})");
    CHECK(answer("GET", "/api/bots?room=lobby").body == "[" + echo() + "]");
    CHECK(answer("GET", "/api/bots?room=nowhere").body == "[]");
    CHECK_THAT(answer("GET", "/api/bots").body, Contains(echo() + ",{\"id\":2,"));
}

TEST_CASE_METHOD(ApiCase, "a bot's field that is over its limit is refused by its name and limit") {
    const auto [field, limit] = GENERATE(
        table<std::string, std::size_t>({{"room", 1024}, {"name", 1024}, {"url", 8192}, {"responds_to", 16384}}));
    CAPTURE(field);
    auto with = [&, field = field](std::size_t bytes) {
        return R"({"room":"lobby","name":"Echo",")" + field + "\":\"" + std::string(bytes, 'x') + "\"}";
    };
    const auto refused = post(action, with(limit + 1));
    CHECK(refused.status == 400);
    CHECK_THAT(refused.body, Contains("\\\"" + field + "\\\"") && Contains(std::to_string(limit) + " bytes"));
    CHECK(post(action, with(limit)).status == 200);
}

TEST_CASE_METHOD(ApiCase,
                 "a bot of an older server may have a longer name: it is shown, and changed but for the name") {
    auto old = new_bot("lobby", std::string(2000, 'n'));
    run(loop, rooms.put_bot(old));
    CHECK_THAT(answer("GET", "/api/bots?room=lobby").body, Contains(*old.name));
    CHECK(post(action, R"({"id":1,"url":"http://h/new"})").status == 200);
    CHECK(post(action, R"({"id":1,"name":")" + *old.name + "\"}").status == 400);
}

TEST_CASE_METHOD(ApiCase, "many bots are streamed, whole") {
    for (int i = 0; i < 10; ++i) install("lobby", std::string(100'000, 'n'));
    const auto* target = GENERATE("/api/bots", "/api/bots?room=lobby");
    auto response = answer("GET", target);
    CHECK(response.stream != nullptr);
    const auto body = body_of(std::move(response));
    CHECK(body.size() > 1'000'000);
    CHECK(body.starts_with("[{\"id\":1,"));
    CHECK(body.ends_with("}]"));
}

TEST_CASE_METHOD(ApiCase, "the bots of all rooms are listed without passwords, those of one room with them") {
    install("lobby", "Echo", "", "https://ada:secret@h/bot");
    install("lobby", "(Auto) https://ada:secret@h/form", "", "https://ada:secret@h/form");
    const auto all = answer("GET", "/api/bots").body;
    CHECK_THAT(all, !Contains("secret") && Contains("https://***@h/bot") && Contains("(Auto) https://***@h/form"));
    CHECK_THAT(answer("GET", "/api/bots?room=lobby").body, Contains("https://ada:secret@h/bot"));
}

TEST_CASE_METHOD(ApiCase, "the bots of all rooms are not listed on a server that says so") {
    app.lists_bots_of_all_rooms = false;
    install("lobby", "Echo");
    const auto refused = answer("GET", "/api/bots");
    CHECK(refused.status == 403);
    CHECK_THAT(refused.body, Contains("name a room"));
    CHECK(answer("GET", "/api/bots?room=lobby").status == 200);
}

TEST_CASE_METHOD(ApiCase, "who changes or deletes a bot by its id alone gets it without its password") {
    install("lobby", "Echo", "", "https://ada:secret@h/bot");
    auto is_masked = [](const std::string& body) {
        return body.find("https://***@h/bot") != std::string::npos && body.find("secret") == std::string::npos;
    };
    CHECK(is_masked(post(action, R"({"id":1})").body));
    CHECK_THAT(post(action, R"({"id":1,"room":"lobby"})").body, Contains("https://ada:secret@h/bot"));
    const auto named = GENERATE("", R"(,"room":null)", R"(,"room":"other")");
    CAPTURE(named);
    CHECK(is_masked(answer("DELETE", action, std::string(R"({"id":1)") + named + "}").body));
}

TEST_CASE_METHOD(ApiCase, "who deletes a bot and names its room gets it whole") {
    install("lobby", "Echo", "", "https://ada:secret@h/bot");
    CHECK_THAT(answer("DELETE", action, R"({"id":1,"room":"lobby"})").body, Contains("https://ada:secret@h/bot"));
}

TEST_CASE_METHOD(ApiCase, "a bot that is moved to another room leaves its password behind, unless it gets a URL anew") {
    install("lobby", "(Auto) https://ada:secret@h/bot", "", "https://ada:secret@h/bot");
    CHECK_THAT(post(action, R"({"id":1,"room":"other"})").body, !Contains("secret"));
    const auto moved = answer("GET", "/api/bots?room=other").body;
    CHECK_THAT(moved, Contains("https://h/bot") && !Contains("secret"));
    post(action, R"({"id":1,"room":"third","url":"https://eve:own@h/bot"})");
    CHECK_THAT(answer("GET", "/api/bots?room=third").body, Contains("https://eve:own@h/bot"));
}

TEST_CASE_METHOD(ApiCase, "where rooms are not told of each other's bots, a bot is changed from its own room only") {
    app.lists_bots_of_all_rooms = false;
    install("lobby", "Echo", "", "https://ada:secret@h/bot");
    const auto named = GENERATE("", R"(,"room":"other")");
    CAPTURE(named);
    const auto body = std::string(R"({"id":1)") + named + "}";
    for (const auto& refused : {post(action, body), answer("DELETE", action, body)}) {
        CHECK(refused.status == 403);
        CHECK_THAT(refused.body, Contains("--bots-of-all-rooms") && Contains("own room") && !Contains("secret"));
    }
    CHECK(all_bots(loop, store).size() == 1);
    CHECK(post(action, R"({"id":1,"room":"lobby","name":"Parrot"})").status == 200);
    CHECK(post(action, R"({"id":7,"room":"other","name":"New"})").status == 200);
    CHECK(answer("DELETE", action, R"({"id":1,"room":"lobby"})").status == 200);
    CHECK(answer("DELETE", action, R"({"id":1})").status == 400);
}
