#include <catch2/catch.hpp>

#include "support/unit/api_case.hpp"

using namespace necsus;
using Catch::Matchers::Contains;
using Texts = Classroom::Texts;

TEST_CASE_METHOD(ApiCase, "a cleared room is empty, published as that, and answered by its name") {
    Classroom::post("a \"room\"", "x");
    Ear ear(loop, broker, "a \"room\"");
    const auto response = post("/api/actions/clear-room-messages", R"({"room":"a \"room\""})");
    CHECK(response.status == 200);
    CHECK(response.body == R"({"room":"a \"room\""})");
    CHECK(all_messages(loop, store, "a \"room\"").empty());
    CHECK(ear.heard() == Texts{R"({"kind":"clear_messages","data":{}})"});
}

TEST_CASE_METHOD(ApiCase, "a conversation is ended with a word about it, and where there is none nothing is said") {
    CHECK(post("/api/actions/clear-room-state", R"({"room":"lobby"})").body == R"({"room":"lobby"})");
    CHECK(all_messages(loop, store, "lobby").empty());
    install("lobby", "Guess", "start");
    answers(R"({"text":"?","state":1})");
    Classroom::post("lobby", "start");
    CHECK(post("/api/actions/clear-room-state", R"({"room":"lobby"})").status == 200);
    CHECK(state() == "(none)");
    CHECK_THAT(last("text"), Contains("state was cleared"));
    CHECK(last("kind") == "\"system\"");
}

TEST_CASE_METHOD(ApiCase, "a clear without a room is refused") {
    const auto* target = GENERATE("/api/actions/clear-room-messages", "/api/actions/clear-room-state");
    const auto* body = GENERATE("{}", R"({"room":""})", R"({"room":null})", R"({"room":1})", "");
    const auto response = post(target, body);
    CHECK(response.status == 400);
    CHECK_THAT(response.body, Contains("message"));
}
