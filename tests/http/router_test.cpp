#include "necsus/http/router.hpp"

#include <catch2/catch.hpp>

#include "support/unit/run.hpp"

using namespace necsus;

namespace {

awaitable<Response> answered(std::string text) {
    co_return ok(std::move(text));
}

awaitable<void> nothing() {
    co_return;
}

Handler numbered(int number) {
    return [number](Request request) -> awaitable<Response> {
        return answered(std::to_string(number) + " " + request.method + " " + request.path);
    };
}

Stream stream() {
    auto refuse = [](const Request& request) -> std::optional<Response> {
        if (request.path == "/ws/") return refusal(400, "no room");
        return std::nullopt;
    };
    auto serve = [](WebSocket, Request) { return nothing(); };
    return {refuse, serve};
}

Router router() {
    return Router({
        {"GET", "/api/messages", numbered(1)},
        {"POST", "/api/actions/bot", numbered(2)},
        {"DELETE", "/api/actions/bot", numbered(3)},
        {websocket_method, "/ws/*", nullptr, stream()},
        {"GET", "/ws/*", numbered(8)},
        {"GET", "/client/*", numbered(4)},
        {"GET", "/docs", numbered(5)},
        {"GET", "/docs/*", numbered(6)},
        {"", "/api/*", nullptr},
        {"GET", "/*", numbered(7)},
    });
}

Response answer(std::string method, std::string path, std::vector<std::pair<std::string, std::string>> headers = {}) {
    Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.headers = std::move(headers);
    auto here = router();
    return run(here.answer(std::move(request)));
}

std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
        if (key == name) return value;
    }
    return {};
}

}  // namespace

TEST_CASE("a request finds the handler of its method and of the longest path that fits") {
    const auto [method, path, body] = GENERATE(table<std::string, std::string, std::string>({
        {"GET", "/api/messages", "1 GET /api/messages"},
        {"HEAD", "/api/messages", "1 HEAD /api/messages"},
        {"POST", "/api/actions/bot", "2 POST /api/actions/bot"},
        {"DELETE", "/api/actions/bot", "3 DELETE /api/actions/bot"},
        {"GET", "/client/a/b.js", "4 GET /client/a/b.js"},
        {"GET", "/client/", "4 GET /client/"},
        {"GET", "/client", "7 GET /client"},
        {"GET", "/docs", "5 GET /docs"},
        {"GET", "/docs/", "6 GET /docs/"},
        {"GET", "/docsx", "7 GET /docsx"},
        {"GET", "/", "7 GET /"},
        {"GET", "/room/with/slashes", "7 GET /room/with/slashes"},
        {"GET", "/api", "7 GET /api"},
    }));
    CAPTURE(method, path);
    const auto response = answer(method, path);
    CHECK(response.status == 200);
    CHECK(response.body == body);
}

TEST_CASE("what is unknown under /api/ is not found, whatever the method") {
    const auto method = GENERATE(as<std::string>(), "GET", "HEAD", "POST", "DELETE", "PUT");
    const auto path = GENERATE(as<std::string>(), "/api/", "/api/nothing", "/api/messages/", "/api/messages/1");
    CAPTURE(method, path);
    const auto response = answer(method, path);
    CHECK(response.status == 404);
    CHECK(response.content_type == "application/json");
    CHECK(response.body.starts_with(R"({"message":")"));
    CHECK(header(response, "Allow").empty());
}

TEST_CASE("a path that begins with no slash is not found") {
    CHECK(answer("GET", "x").status == 404);
}

TEST_CASE("another method on a known path is told which ones there are") {
    const auto [method, path, allowed] = GENERATE(table<std::string, std::string, std::string>({
        {"POST", "/api/messages", "GET, HEAD"},
        {"GET", "/api/actions/bot", "POST, DELETE"},
        {"HEAD", "/api/actions/bot", "POST, DELETE"},
        {"PUT", "/api/actions/bot", "POST, DELETE"},
        {"POST", "/a-room", "GET, HEAD"},
        {"DELETE", "/client/x", "GET, HEAD"},
        {"OPTIONS", "/api/messages", "GET, HEAD"},  // without Access-Control-Request-Method it asks for nothing
        {"get", "/api/messages", "GET, HEAD"},
    }));
    CAPTURE(method, path);
    const auto response = answer(method, path);
    CHECK(response.status == 405);
    CHECK(header(response, "Allow") == allowed);
    CHECK(response.body.starts_with(R"({"message":")"));
}

TEST_CASE("the server as a whole is asked for its options by an asterisk") {
    const auto response = answer("OPTIONS", "*");
    CHECK(response.status == 204);
    CHECK(header(response, "Allow") == "GET, HEAD, POST, DELETE, OPTIONS");
}

TEST_CASE("a preflight is allowed everything it asks for") {
    const auto path = GENERATE(as<std::string>(), "/api/actions/message", "/api/unknown", "/room");
    const auto response = answer("OPTIONS", path,
                                 {{"origin", "http://h"},
                                  {"access-control-request-method", "DELETE"},
                                  {"access-control-request-headers", "content-type, prefer"}});
    CHECK(response.status == 200);
    CHECK(header(response, "Access-Control-Allow-Methods") == "GET, HEAD, POST, DELETE, OPTIONS");
    CHECK(header(response, "Access-Control-Allow-Headers") == "content-type, prefer");
}

TEST_CASE("a preflight that names no headers is granted none") {
    const auto response = answer("OPTIONS", "/x", {{"access-control-request-method", "POST"}});
    CHECK(response.status == 200);
    CHECK(header(response, "Access-Control-Allow-Headers").empty());
}

TEST_CASE("the header of a preflight makes no preflight of another method") {
    CHECK(answer("GET", "/x", {{"access-control-request-method", "POST"}}).body == "7 GET /x");
}

TEST_CASE("a websocket is opened by its row of the table, or refused by it") {
    const auto here = router();
    Request request;
    request.path = "/ws/lobby";
    const auto opened = here.open_stream(request);
    REQUIRE(std::holds_alternative<const Stream*>(opened));
    CHECK(std::get<const Stream*>(opened)->serve != nullptr);
    request.path = "/ws/";
    const auto refused = here.open_stream(request);
    REQUIRE(std::holds_alternative<Response>(refused));
    CHECK(std::get<Response>(refused).status == 400);
}

TEST_CASE("a websocket is refused where there is none, whatever a plain request would find there") {
    const auto here = router();
    Request request;
    request.path = GENERATE(as<std::string>(), "/lobby", "/api/messages", "/api/nothing", "/ws", "*");
    const auto refused = here.open_stream(request);
    REQUIRE(std::holds_alternative<Response>(refused));
    CHECK(std::get<Response>(refused).status == 404);
    CHECK(std::get<Response>(refused).body.find(request.path) != std::string::npos);
}

TEST_CASE("a plain request where a websocket may be opened finds its own row, and is told no websocket's method") {
    CHECK(answer("GET", "/ws/lobby").body == "8 GET /ws/lobby");
    const auto response = answer("POST", "/ws/lobby");
    CHECK(response.status == 405);
    CHECK(header(response, "Allow") == "GET, HEAD");
}
