#include <catch2/catch.hpp>

#include "support/unit/api_case.hpp"

using namespace necsus;
using Catch::Matchers::Contains;
using Texts = Classroom::Texts;

namespace {

const std::string message_action = "/api/actions/message";
const std::string form_action = "/api/actions/message-form";
const std::string hello = R"({"room":"lobby","author":"Ada","text":"hello"})";

}  // namespace

TEST_CASE_METHOD(ApiCase, "a posted message is answered as it is stored, and published") {
    Ear ear(loop, broker, "lobby");
    const auto response =
        post(message_action, R"({"room":"lobby","author":"Ada","text":"héllo","image":"i","media":"m","css":"c",)"
                             R"("js":"j","base_url":"b","kind":"system","id":77,"state":1,"from_bot":3})");
    CHECK(response.status == 200);
    CHECK_THAT(response.body, Contains(R"("id":1,"room":"lobby","author":"Ada","kind":"user","text":"héllo")"));
    CHECK_THAT(response.body,
               Contains(R"("image":"i","media":"m","js":"j","css":"c","from_bot":null,"base_url":"b","state":null})"));
    CHECK(all_messages(loop, store, "lobby") == Texts{response.body});
    CHECK(ear.heard() == Texts{R"({"kind":"message","data":)" + response.body + "}"});
}

TEST_CASE_METHOD(ApiCase, "a message that lacks something is refused by the field's name, and not stored") {
    const auto [body, words] = GENERATE(table<std::string, std::string>({
        {"", "empty"},
        {"[]", "must be a JSON object"},
        {"{'room': 1}", "not JSON"},
        {R"({"author":"a","text":"t"})", "\\\"room\\\" is missing"},
        {R"({"room":"","author":"a","text":"t"})", "\\\"room\\\" is empty"},
        {R"({"room":"r","text":"t"})", "\\\"author\\\" is missing"},
        {R"({"room":"r","author":null,"text":"t"})", "\\\"author\\\" is null"},
        {R"({"room":"r","author":"a","text":5})", "\\\"text\\\" is a number"},
        {R"({"room":"r","author":"a","text":"t","image":[]})", "\\\"image\\\" is an array"},
    }));
    CAPTURE(body);
    const auto response = post(message_action, body);
    CHECK(response.status == 400);
    CHECK_THAT(response.body, Contains(words));
    CHECK(newest_id(loop, store) == 0);
}

TEST_CASE_METHOD(ApiCase, "a message is answered when its bots have answered, or at once if that is preferred") {
    install("lobby", "Echo", "hello");
    CHECK(post(message_action, hello).status == 200);
    CHECK(each("kind") == Texts{"\"user\"", "\"bot\""});

    const auto response =
        run(loop, router.answer(request("POST", message_action, hello, {{"prefer", "respond-async, wait=5"}})));
    CHECK(response.status == 202);
    CHECK(header(response, "Preference-Applied") == "respond-async");
    CHECK_THAT(response.body, Contains("\"text\":\"hello\""));
    finish(loop);  // its bots go on
    CHECK(each("kind") == Texts{"\"user\"", "\"bot\"", "\"user\"", "\"bot\""});
}

TEST_CASE_METHOD(ApiCase, "a message posted again under its key wakes no bot, and has the first one's answer") {
    install("lobby", "Echo", "hello");
    const auto prefer = GENERATE(as<std::string>(), "", "respond-async");
    const auto first = post(message_action, hello, {{"idempotency-key", "k"}, {"prefer", prefer}});
    const auto again = post(message_action, hello, {{"idempotency-key", "k"}, {"prefer", prefer}});
    finish(loop);
    CHECK(again.body == first.body);
    CHECK(client.calls.size() == 1);
    CHECK(post(message_action, hello, {{"idempotency-key", std::string(200, 'k')}}).status == 200);
    const auto refused = post(message_action, hello, {{"idempotency-key", std::string(201, 'k')}});
    CHECK(refused.status == 400);
    CHECK_THAT(refused.body, Contains("Idempotency-Key"));
}

TEST_CASE_METHOD(ApiCase, "a room's messages are an array, in part or whole") {
    for (const auto* text : {"1", "2", "3", "4", "5"}) Classroom::post("lobby", text);
    Classroom::post("other", "6");
    auto ids = [&](const std::string& parameters) {
        auto body = body_of(answer("GET", "/api/messages?room=lobby" + parameters));
        std::string list;
        for (std::size_t at = 0; (at = body.find("\"id\":", at)) != std::string::npos; ++at) list += body[at + 5];
        return list;
    };
    CHECK(ids("") == "12345");
    CHECK(ids("&since=3") == "45");
    CHECK(ids("&since=x") == "12345");
    CHECK(ids("&before=4") == "123");
    CHECK(ids("&before=4&limit=2") == "23");
    CHECK(ids("&limit=2") == "45");
    CHECK(ids("&limit=0").empty());
    CHECK(body_of(answer("GET", "/api/messages?room=nobody")) == "[]");
    CHECK(body_of(answer("GET", "/api/messages?room=other")) == "[" + all_messages(loop, store, "other").at(0) + "]");
}

TEST_CASE_METHOD(ApiCase, "a long room is streamed, whole") {
    const std::string text(100'000, 'x');
    for (int i = 0; i < 10; ++i) Classroom::post("lobby", text);
    auto response = answer("GET", "/api/messages?room=lobby");
    CHECK(response.stream != nullptr);
    auto body = body_of(std::move(response));
    CHECK(body.size() > 1'000'000);
    CHECK(body.starts_with("[{"));
    CHECK(body.ends_with("}]"));
}

TEST_CASE_METHOD(ApiCase, "the poster of a long message hears that it is stored, even if it can't be read again") {
    auto response =
        post(message_action, R"({"room":"lobby","author":"Ada","text":")" + std::string(300'000, 'x') + "\"}");
    REQUIRE(response.stream != nullptr);
    page_memory.close();  // as where there is none for too long
    auto body = body_of(std::move(response));
    CHECK(member_text(body, "id") == "1");
    CHECK(member_text(body, "author") == R"("Ada")");
}

TEST_CASE_METHOD(ApiCase, "messages of no room are refused") {
    const auto* target = GENERATE("/api/messages", "/api/messages?room=", "/api/messages?since=1");
    CHECK(answer("GET", target).status == 400);
}

TEST_CASE_METHOD(ApiCase, "a form is answered with nothing, when its bot has answered or at once") {
    const auto id = std::to_string(install("lobby", "Form"));
    const auto body =
        R"({"room":"lobby","author":"Ada","bot_id":)" + id + R"(,"form_data":{"n": 1.0},"action_url":"/vote"})";
    const auto response = post(form_action, body);
    CHECK(response.status == 200);
    CHECK(response.body == "{}");
    CHECK(client.calls == Calls{{"http://h/vote", R"({"room":"lobby","author":"Ada","form_data":{"n": 1.0}})"}});

    const auto quick = post(form_action, body, {{"prefer", "respond-async"}});
    CHECK(quick.status == 202);
    CHECK(quick.body == "{}");
    finish(loop);
    CHECK(client.calls.size() == 2);
}

TEST_CASE_METHOD(ApiCase, "a form that lacks something is refused by the field's name") {
    const auto [body, words] = GENERATE(table<std::string, std::string>({
        {R"({"author":"a","bot_id":1,"form_data":{}})", "\\\"room\\\" is missing"},
        {R"({"room":"r","bot_id":1,"form_data":{}})", "\\\"author\\\" is missing"},
        {R"({"room":"r","author":"a","form_data":{}})", "\\\"bot_id\\\" is missing"},
        {R"({"room":"r","author":"a","bot_id":"1","form_data":{}})", "\\\"bot_id\\\" is a string"},
        {R"({"room":"r","author":"a","bot_id":1.5,"form_data":{}})", "\\\"bot_id\\\" is not a whole number"},
        {R"({"room":"r","author":"a","bot_id":1})", "\\\"form_data\\\" is missing"},
        {R"({"room":"r","author":"a","bot_id":1,"form_data":null})", "\\\"form_data\\\" is null"},
    }));
    CAPTURE(body);
    const auto response = post(form_action, body);
    CHECK(response.status == 400);
    CHECK_THAT(response.body, Contains(words));
    CHECK(client.calls.empty());
}

TEST_CASE_METHOD(ApiCase, "a field that is over its limit is refused by its name and limit, and nothing is stored") {
    const auto [field, limit] = GENERATE(table<std::string, std::size_t>({
        {"room", 1024},
        {"author", 1024},
        {"text", 1048576},
        {"image", 4194304},
        {"media", 4194304},
        {"css", 8192},
        {"js", 8192},
        {"base_url", 8192},
    }));
    CAPTURE(field);
    auto with = [&, field = field](std::size_t bytes) {
        std::string rest = R"("room":"r","author":"a","text":"t",)";
        return "{" + rest + "\"" + field + "\":\"" + std::string(bytes, 'x') + "\"}";
    };
    const auto refused = post(message_action, with(limit + 1));
    CHECK(refused.status == 400);
    CHECK_THAT(refused.body, Contains("\\\"" + field + "\\\"") && Contains(std::to_string(limit) + " bytes"));
    CHECK(newest_id(loop, store) == 0);
    CHECK(post(message_action, with(limit)).status == 200);
}

TEST_CASE_METHOD(ApiCase, "a form's fields have limits too") {
    const auto [field, limit] =
        GENERATE(table<std::string, std::size_t>({{"author", 1024}, {"form_data", 4194304}, {"action_url", 8192}}));
    CAPTURE(field);
    auto body = R"({"room":"r","author":"a","bot_id":1,"form_data":{},")" + field + "\":\"" +
                std::string(limit + 1, 'x') + "\"}";
    const auto refused = post(form_action, body);
    CHECK(refused.status == 400);
    CHECK_THAT(refused.body, Contains("\\\"" + field + "\\\"") && Contains(std::to_string(limit) + " bytes"));
}

TEST_CASE_METHOD(ApiCase, "a room's name in an address has the limit of a room's name") {
    const auto* target = GENERATE("/api/messages?room=", "/api/bots?room=");
    CHECK(answer("GET", target + std::string(1024, 'x')).status == 200);
    const auto refused = answer("GET", target + std::string(1025, 'x'));
    CHECK(refused.status == 400);
    CHECK_THAT(refused.body, Contains("room") && Contains("1024 bytes (1 KiB)"));
}
