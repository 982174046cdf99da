#include "necsus/http/router.hpp"

#include <catch2/catch.hpp>

#include "necsus/api/app.hpp"
#include "necsus/calls/client.hpp"
#include "necsus/rooms/rooms.hpp"
#include "support/unit/store.hpp"

using namespace necsus;

namespace {

struct NobodyCalled final : BotClient {
    awaitable<CallOutcome> post(Endpoint, std::string) override { co_return CallOutcome(); }
    std::chrono::milliseconds timeout() const override { return std::chrono::seconds(1); }
};

/// An App that no handler here looks at.
struct Parts {
    asio::io_context loop;
    Store store{loop};
    Broker broker;
    Rooms rooms{loop.get_executor(), store.messages, store.bots, broker};
    NobodyCalled client;
    Dispatcher dispatcher{
        loop.get_executor(),          rooms, store.messages, store.bots, client, store.workers, store.workers,
        std::chrono::milliseconds(10)};
    App app{loop.get_executor(),
            store.database,
            store.messages,
            store.bots,
            broker,
            rooms,
            dispatcher,
            store.workers,
            {1000, 10},
            StaticFiles("/nonexistent")};
};

template <int number>
awaitable<Response> numbered(App&, Request request) {
    co_return ok(std::to_string(number) + " " + request.method + " " + request.path);
}

std::optional<Response> check(const Request& request) {
    if (request.path.starts_with("/ws/")) return std::nullopt;
    return refusal(404, "not here");
}

awaitable<void> speak(App&, WebSocket, Request) {
    co_return;
}

Response answer(std::string method, std::string path, std::vector<std::pair<std::string, std::string>> headers = {}) {
    Parts parts;
    Router router(parts.app,
                  {
                      {"GET", "/api/messages", numbered<1>},
                      {"POST", "/api/actions/bot", numbered<2>},
                      {"DELETE", "/api/actions/bot", numbered<3>},
                      {"GET", "/client/*", numbered<4>},
                      {"GET", "/docs", numbered<5>},
                      {"GET", "/docs/*", numbered<6>},
                      {"", "/api/*", nullptr},
                      {"GET", "/*", numbered<7>},
                  },
                  check, speak);
    Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.headers = std::move(headers);
    return run(parts.loop, router.answer(std::move(request)));
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
    CHECK(answer("GET", "*").status == 404);
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

TEST_CASE("a websocket is refused where there is none") {
    Parts parts;
    Router router(parts.app, {}, check, speak);
    Request request;
    request.path = "/ws/lobby";
    CHECK_FALSE(router.refuse_stream(request));
    request.path = "/lobby";
    const auto refused = router.refuse_stream(request);
    REQUIRE(refused);
    CHECK(refused->status == 404);
}
