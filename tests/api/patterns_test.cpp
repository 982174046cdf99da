// Trying a pattern: as the bot's would be searched, and nothing but told.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "support/unit/api_case.hpp"

using namespace necsus;
using Json = nlohmann::json;

namespace {

struct Trying : ApiCase {
    std::string tried(const std::string& pattern, const std::string& text) {
        const auto response = post("/api/actions/test-pattern", Json{{"pattern", pattern}, {"text", text}}.dump());
        CHECK(response.status == 200);
        return response.body;
    }
};

const std::string nothing_else = R"("params":null,"span":null,"groups":null,)";

}  // namespace

TEST_CASE_METHOD(Trying, "a match has its params, its place, and all of its groups") {
    CHECK(tried(R"((\w+) in (?P<place>\w+)(?P<never>!)?)", "weather in Köln?") ==
          R"({"outcome":"match","params":{"place":"Köln","never":null},"span":[0,15],"groups":[)"
          R"({"name":null,"number":1,"span":[0,7],"text":"weather"},)"
          R"({"name":"place","number":2,"span":[11,15],"text":"Köln"},)"
          R"({"name":"never","number":3,"span":null,"text":null}],"error":null})");
}

TEST_CASE_METHOD(Trying, "places count characters, not bytes, and case does not matter") {
    CHECK(tried("cat", "🐈🐈 CAT") == R"({"outcome":"match","params":{},"span":[3,6],"groups":[],"error":null})");
}

TEST_CASE_METHOD(Trying, "an empty pattern matches at 0, as in Python") {
    CHECK(tried("", "x") == R"({"outcome":"match","params":{},"span":[0,0],"groups":[],"error":null})");
}

TEST_CASE_METHOD(Trying, "what does not match says so") {
    CHECK(tried("dog", "cat") == R"({"outcome":"no_match",)" + nothing_else + R"("error":null})");
}

TEST_CASE_METHOD(Trying, "what Python refuses has its words and its place apart") {
    const auto [pattern, error] = GENERATE(table<std::string, std::string>({
        {"(a", R"({"message":"missing ), unterminated subpattern","position":0})"},
        {"hi (there", R"({"message":"missing ), unterminated subpattern","position":3})"},
        {"ä*+*", R"({"message":"multiple repeat","position":3})"},
        {"a\nb(", R"({"message":"missing ), unterminated subpattern","position":3})"},
        {"[z-a]", R"({"message":"bad character range z-a","position":1})"},
        {std::string(8193, 'a'), R"({"message":"it has more than 8192 characters","position":null})"},
    }));
    CHECK(tried(pattern, "x") == R"({"outcome":"error",)" + nothing_else + R"("error":)" + error + "}");
}

TEST_CASE_METHOD(Trying, "a search that takes too long is given up") {
    CHECK(tried("^(a+)+$", std::string(40, 'a') + "!") ==
          R"({"outcome":"timeout",)" + nothing_else + R"("error":null})");
}

TEST_CASE_METHOD(Trying, "both fields must be there") {
    const auto* body = GENERATE("{}", R"({"pattern":"a"})", R"({"text":"a"})", R"({"pattern":1,"text":"a"})",
                                R"({"pattern":"a","text":null})");
    CHECK(post("/api/actions/test-pattern", body).status == 400);
}
