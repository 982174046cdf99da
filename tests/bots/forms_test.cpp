// Forms that users send: protocol, section 5, "Form activation".
#include <catch2/catch.hpp>

#include "necsus/bots/forms.hpp"
#include "support/unit/classroom.hpp"

using namespace necsus;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;
using Calls = Classroom::Calls;
using Texts = Classroom::Texts;

TEST_CASE_METHOD(Classroom, "a form's bot is called with exactly room, author and the form's data as sent") {
    const auto id = install("lobby", "Form");
    submit(form(id));
    CHECK(client.calls == Calls{{"http://h/Form", R"({"room":"lobby","author":"Ada","form_data":{"n": 1.0,"a":[]}})"}});
    CHECK(each("kind") == Texts{"\"bot\""});
    CHECK(last("from_bot") == std::to_string(id));
}

TEST_CASE_METHOD(Classroom, "a form in a conversation brings its state along, whoever it is for") {
    install("lobby", "Guess", "start");
    const auto other = install("lobby", "Form");
    answers(R"({"text":"?","state":{"z": 1.0}})");
    post("lobby", "start");
    client.calls.clear();
    submit(form(other));
    CHECK(client.calls ==
          Calls{{"http://h/Form",
                 R"({"room":"lobby","author":"Ada","form_data":{"n": 1.0,"a":[]},"state":{"z": 1.0}})"}});
}

TEST_CASE_METHOD(Classroom, "the bot of a form may begin a conversation and end it") {
    const auto id = install("lobby", "Form");
    answers(R"({"text":"?","state":1})");
    submit(form(id));
    CHECK(state() == std::to_string(id) + " 1");
    answers(R"({"text":"bye"})");
    submit(form(id));
    CHECK(state() == "(none)");
}

TEST_CASE_METHOD(Classroom, "a form whose bot is gone is told of in the room") {
    Ear ear(loop, broker, "lobby");
    submit(form(77));
    CHECK(client.calls.empty());
    CHECK(last("kind") == "\"system\"");
    CHECK_THAT(last("text"), Contains("77") && Contains("deleted"));
    CHECK(ear.heard().size() == 1);
}

TEST_CASE_METHOD(Classroom, "a form of another room's bot works as if the bot were here") {
    const auto id = install("other", "Form");
    submit(form(id));
    CHECK_THAT(client.calls.at(0).json, Contains(R"({"room":"lobby")"));
    CHECK(each("from_bot") == Texts{std::to_string(id)});
    CHECK(each("kind", "other").empty());
}

TEST_CASE_METHOD(Classroom, "the form's action is resolved against the bot's URL") {
    const auto id = install("lobby", "Form", "", "http://h:5000/a/form?x=1");
    const auto [action, url] = GENERATE(table<std::string, std::string>({
        {"", "http://h:5000/a/form?x=1"},
        {"foo", "http://h:5000/a/foo"},
        {"/foo", "http://h:5000/foo"},
        {"?q", "http://h:5000/a/form?q"},
        {"../x", "http://h:5000/x"},
        {"https://other/y", "https://other/y"},
        {"//other/y", "http://other/y"},
    }));
    submit(form(id, action));
    CHECK(client.calls.at(0).url == url);
}

TEST_CASE_METHOD(Classroom, "if a bot of the room has the action's URL, it is the one that answers") {
    const auto id = install("lobby", "Form");
    install("other", "Elsewhere", "", "http://h/next");
    const auto next = install("lobby", "Next", "", "http://h/next");
    answers(R"({"text":"?","state":1})");
    submit(form(id, "next"));
    CHECK(last("from_bot") == std::to_string(next));
    CHECK(last("author") == "\"Next\"");
    CHECK(state() == std::to_string(next) + " 1");
}

TEST_CASE_METHOD(Classroom, "otherwise a transient bot answers, named by the URL") {
    const auto id = install("lobby", "Form");
    submit(form(id, "next"));
    CHECK(last("author") == "\"http://h/next\"");
    CHECK(last("from_bot") == "null");
    CHECK(last("base_url") == "\"http://h/next\"");
    CHECK(run(loop, store.bots.in_room("lobby")).size() == 1);
}

TEST_CASE_METHOD(Classroom, "a transient bot that leaves a state is installed, told, and owns the conversation") {
    const auto id = install("lobby", "Form");
    Ear ear(loop, broker, "lobby");
    answers(R"({"text":"?","state":[0]})");
    submit(form(id, "next"));
    const auto bots = run(loop, store.bots.in_room("lobby"));
    REQUIRE(bots.size() == 2);
    CHECK(bots[1].name == "(Auto) http://h/next");
    CHECK(bots[1].url == "http://h/next");
    CHECK(last("from_bot") == std::to_string(bots[1].id));
    CHECK(state() == std::to_string(bots[1].id) + " [0]");
    const auto events = ear.heard();
    REQUIRE(events.size() == 2);
    CHECK(events[0] == R"({"kind":"put_bot","data":)" + to_json(bots[1]) + "}");
    CHECK_THAT(events[1], Contains(R"({"kind":"message")"));

    submit(form(id, "next"));  // now it is there
    CHECK(run(loop, store.bots.in_room("lobby")).size() == 2);
}

TEST_CASE_METHOD(Classroom, "a transient bot without a state does not end another one's conversation") {
    const auto id = install("lobby", "Form", "start");
    answers(R"({"text":"?","state":1})");
    post("lobby", "start");
    answers(R"({"text":"yes"})");
    submit(form(id, "next"));
    CHECK(state() == std::to_string(id) + " 1");
}

TEST_CASE_METHOD(Classroom, "what goes wrong with a form is told in the room") {
    const auto id = install("lobby", "Form");
    const auto [action, words] = GENERATE(table<std::string, std::string>({
        {"http://[bad", "not a URL"},
        {"ftp://h/<x>", "ftp://h/&lt;x&gt;"},
        {"mailto:x", "must begin with"},
        {std::string(5'000'000, 'x'), "its action has 5000000 bytes"},
        {std::string(8192, 'x'), "its action, is too long"},  // it is, together with the bot's
    }));
    submit(form(id, action));
    CHECK(client.calls.empty());
    CHECK(last("kind") == "\"system\"");
    CHECK_THAT(last("text"), Contains(words));
}

TEST_CASE_METHOD(Classroom, "a form's bot may be silent") {
    const auto id = install("lobby", "Form");
    answers("", 204);
    submit(form(id));
    CHECK(each("kind").empty());
}

TEST_CASE_METHOD(Classroom, "a form's action that makes too long a URL is told of in the room") {
    const auto id = install("lobby", "Form");
    submit(form(id, "/" + std::string(8190, 'x')));
    CHECK(client.calls.empty());
    CHECK(last("kind") == "\"system\"");
    CHECK_THAT(last("text"), Contains("Form") && Contains("too long") && Contains("8192 bytes"));
}

TEST_CASE_METHOD(Classroom, "a bot that is named by a long URL has as much of it in its name as fits") {
    const auto id = install("lobby", "Form");
    answers(R"({"text":"?","state":1})");
    submit(form(id, "/" + std::string(5000, 'x')));
    CHECK(last("author").size() == 1024 + 2);
    const auto bots = run(loop, store.bots.in_room("lobby"));
    CHECK(bots.at(1).name.size() == 1024);
    CHECK_THAT(bots.at(1).name, StartsWith("(Auto) http://h/xxx") && EndsWith("…"));
    CHECK(bots.at(1).url.size() > 5000);
}

TEST_CASE_METHOD(Classroom, "a form of another room's bot doesn't use its password, or tell it to the form's room") {
    const auto id = install("other", "Form", "", "http://ada:secret@h/Form");
    submit(form(id));
    CHECK(client.calls.at(0).url == "http://h/Form");
    answers(R"({"text":"?","state":1})");
    submit(form(id, "next"));
    CHECK(client.calls.at(1).url == "http://h/next");
    CHECK(run(loop, store.bots.in_room("lobby")).at(0).url == "http://h/next");
    answers("", 404);
    submit(form(id, "third"));
    submit(form(id, "http://[bad@x"));
    for (const auto& text : each("text")) CHECK_THAT(text, !Contains("secret"));
    for (const auto& url : each("base_url")) CHECK_THAT(url, !Contains("@"));
}

TEST_CASE_METHOD(
    Classroom,
    "the password of a form's own bot stays in the URL of what is installed, and nobody is shown it elsewhere") {
    const auto id = install("lobby", "Form", "", "http://ada:secret@h/Form");
    answers(R"({"text":"?","state":1})");
    submit(form(id, "next"));
    const auto bots = run(loop, store.bots.in_room("lobby"));
    CHECK(bots.at(1).url == "http://ada:secret@h/next");
    CHECK(bots.at(1).name == "(Auto) http://***@h/next");
    CHECK(last("base_url") == "\"http://h/next\"");
    CHECK(last("author") == "\"http://***@h/next\"");
    answers("", 500);
    submit(form(id));
    CHECK_THAT(last("text"), Contains("http://***@h/Form") && !Contains("secret"));
}
