#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>

#include "support/unit/api_case.hpp"

using namespace necsus;
using Catch::Matchers::Contains;

TEST_CASE_METHOD(ApiCase, "pages and files come from their places in the share") {
    const auto [target, body, type] = GENERATE(table<std::string, std::string, std::string>({
        {"/", "<title>lobby</title>", "text/html; charset=utf-8"},
        {"/cats", "<title>room</title>", "text/html; charset=utf-8"},
        {"/a/b%2Fc", "<title>room</title>", "text/html; charset=utf-8"},
        {"/client/assets/room.css", "p {}", "text/css; charset=utf-8"},
        {"/docs/", "<title>docs</title>", "text/html; charset=utf-8"},
        {"/docs/docs.js", "1", "text/javascript; charset=utf-8"},
        {"/client/guide/", "<title>guide</title>", "text/html; charset=utf-8"},
        {"/api/spec", "openapi: 3.0.3\n", "text/yaml; charset=utf-8"},
    }));
    CAPTURE(target);
    const auto response = answer("GET", target);
    CHECK(response.status == 200);
    CHECK(response.content() == body);
    CHECK(response.content_type == type);
}

TEST_CASE_METHOD(ApiCase, "a folder's address without a slash leads to the one with it") {
    const auto* folder = GENERATE("/docs", "/client/guide");
    const auto response = answer("GET", folder);
    CHECK(response.status == 301);
    CHECK(header(response, "Location") == std::string(folder) + "/");
}

TEST_CASE_METHOD(ApiCase, "what is not there is not found, nor what lies outside") {
    const auto* target = GENERATE("/client/nothing.js", "/client/", "/client/../api.yaml", "/client/%2e%2e/api.yaml",
                                  "/docs/nothing", "/docs/../client/index.html", "/api/", "/api/nothing");
    CAPTURE(target);
    CHECK(answer("GET", target).status == 404);
}

TEST_CASE_METHOD(ApiCase, "a handler whose database fails is answered with 503, and nothing is half done") {
    Classroom::post("lobby", "before");
    store.database.prepare("PRAGMA query_only = ON")->executeStep();
    const auto response = post("/api/actions/message", R"({"room":"lobby","author":"Ada","text":"x"})");
    CHECK(response.status == 503);
    CHECK_THAT(response.body, Contains("database"));
    store.database.prepare("PRAGMA query_only = OFF")->executeStep();
    CHECK(all_messages(loop, store, "lobby").size() == 1);
    CHECK(post("/api/actions/message", R"({"room":"lobby","author":"Ada","text":"x"})").status == 200);
}

TEST_CASE_METHOD(ApiCase, "pages load only what this server has, what is no page nothing, and a room what bots send") {
    const auto [target, policy] = GENERATE(table<std::string, std::string>({
        {"/", "default-src 'self'"},
        {"/docs/", "default-src 'self'"},
        {"/docs/docs.js", "default-src 'self'"},
        {"/client/index.html", "default-src 'self'"},
        {"/docs/nothing", "default-src 'none'"},
        {"/api/bots", "default-src 'none'"},
        {"/api/spec", "default-src 'none'"},
        {"/api/nothing", "default-src 'none'"},
        {"/cats", ""},
        {"/client/room.html", ""},
    }));
    CAPTURE(target);
    const auto response = answer("GET", target);
    CHECK(response.content_policy.substr(0, response.content_policy.find(';')) == policy);
}
