#include "necsus/api/routes.hpp"

#include "necsus/log.hpp"
#include "necsus/storage/database.hpp"

namespace necsus {

namespace {

using AppHandler = awaitable<Response> (*)(App&, Request);

/// What a handler could not store is no fault of the request: it may be sent again.
awaitable<Response> answer_with(AppHandler handler, App& app, Request request) {
    auto method = request.method;
    auto target = request.target;
    try {
        co_return co_await handler(app, std::move(request));
    } catch (const DatabaseError& error) {
        log_event(LogLevel::error, "request_failed", {{"method", method}, {"target", target}, {"error", error.what()}});
    }
    co_return refusal(503, "The server cannot use its database at the moment. Nothing was stored; try again later.");
}

}  // namespace

std::vector<Route> routes(App& app) {
    auto to = [&app](AppHandler handler) -> Handler {
        return [&app, handler](Request request) { return answer_with(handler, app, std::move(request)); };
    };
    auto room_stream = [&app](WebSocket socket, Request request) {
        return stream_room(app, std::move(socket), std::move(request));
    };
    return {
        {"GET", "/", to(get_lobby)},
        {"GET", "/*", to(get_room_page)},
        {"GET", "/client/*", to(get_client_file)},
        {"GET", "/docs", to(get_docs_redirect)},
        {"GET", "/docs/*", to(get_docs_file)},
        {"GET", "/api/spec", to(get_api_spec)},
        {"GET", "/api/messages", to(get_messages)},
        {"GET", "/api/bots", to(get_bots)},
        {"POST", "/api/actions/message", to(post_message)},
        {"POST", "/api/actions/message-form", to(post_message_form)},
        {"POST", "/api/actions/bot", to(post_bot)},
        {"DELETE", "/api/actions/bot", to(delete_bot)},
        {"POST", "/api/actions/clear-room-messages", to(clear_room_messages)},
        {"POST", "/api/actions/clear-room-state", to(clear_room_state)},
        {websocket_method, "/ws/*", nullptr, {refuse_room_stream, room_stream}},
        {"GET", "/ws/*", to(refuse_plain_stream)},
        {"", "/api/*", nullptr},  // no room's page, but 404
    };
}

}  // namespace necsus
