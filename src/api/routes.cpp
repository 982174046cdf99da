#include "necsus/api/routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "necsus/bots/explanations.hpp"
#include "necsus/limits/admins_flag.hpp"
#include "necsus/log.hpp"
#include "refusals.hpp"
#include "unavailable.hpp"

namespace necsus {

namespace {

using AppHandler = awaitable<Response> (*)(App&, Request);

Response too_many_keys(const TooManyKeys& error) {
    auto seconds = std::max<std::int64_t>(error.until_fewer.count(), 1);
    return refusal_for_now(
        503,
        fmt::format("The server remembers as many Idempotency-Keys as it can. Nothing was stored; try again in {} s.{}",
                    seconds, admins_flag("--max-idempotency-keys")),
        seconds);
}

/// What a handler could not store or read is no fault of the request: it may be sent again.
awaitable<Response> answer_with(AppHandler handler, App& app, Request request) {
    auto method = request.method;
    auto target = request.target;
    std::optional<Response> refused;
    try {
        co_return co_await handler(app, std::move(request));
    } catch (const TooManyKeys& error) {
        refused = too_many_keys(error);
    } catch (const DatabaseError& error) {
        log_event(LogLevel::error, "request_failed", {{"method", method}, {"target", target}, {"error", error.what()}});
        refused = unavailable(error.trouble);
    } catch (const NoPageMemory&) {
        refused =
            refusal_for_now(503,
                            "Too many long answers are on their way to clients that take them slowly. Try again in "
                            "a moment." +
                                admins_flag("--max-answer-memory"),
                            5);
    } catch (const WorkersBusy&) {
        refused =
            refusal_for_now(503,
                            "Too many long requests of yours wait already. Nothing was stored; try again in a moment." +
                                admins_flag("--max-waiting-jobs"),
                            1);
    }
    co_return std::move(*refused);
}

awaitable<Response> ready(Response response) {
    co_return response;
}

/// What changes something is refused before it is read if the client does that too often. No coroutine itself: it
/// costs a post no frame.
template <AppHandler handler>
awaitable<Response> unless_too_often(App& app, Request request) {
    auto refused = refuse_client_rate(app, request.client);
    if (refused) return ready(std::move(*refused));
    return handler(app, std::move(request));
}

/// A bot whose URL leads here, on this server or another, would wake itself with each of its messages, for ever.
awaitable<Response> answer_people(AppHandler handler, App& app, Request request) {
    if (request.has_header("necsus-call")) co_return refusal(403, own_api_refusal);
    co_return co_await answer_with(handler, app, std::move(request));
}

}  // namespace

std::vector<Route> routes(App& app) {
    auto to = [&app](AppHandler handler) -> Handler {
        return [&app, handler](Request request) { return answer_with(handler, app, std::move(request)); };
    };
    auto action = [&app](AppHandler handler) -> Handler {
        return [&app, handler](Request request) { return answer_people(handler, app, std::move(request)); };
    };
    auto room_stream = [&app](WebSocket socket, Request request) {
        return stream_room(app, std::move(socket), std::move(request));
    };
    auto refuse = [&app](const Request& request) { return refuse_room_stream(app, request); };
    return {
        {"GET", "/", to(get_lobby)},
        {"GET", "/*", to(get_room_page)},
        {"GET", "/client/*", to(get_client_file)},
        {"GET", "/docs", to(get_docs_redirect)},
        {"GET", "/docs/*", to(get_docs_file)},
        {"GET", "/api/spec", to(get_api_spec)},
        {"GET", "/healthz", to(get_health)},
        {"GET", "/api/messages", to(get_messages)},
        {"GET", "/api/bots", to(get_bots)},
        {"POST", "/api/actions/message", action(unless_too_often<post_message>)},
        {"POST", "/api/actions/message-form", action(unless_too_often<post_message_form>)},
        {"POST", "/api/actions/bot", action(unless_too_often<post_bot>)},
        {"DELETE", "/api/actions/bot", action(unless_too_often<delete_bot>)},
        {"POST", "/api/actions/clear-room-messages", action(unless_too_often<clear_room_messages>)},
        {"POST", "/api/actions/clear-room-state", action(unless_too_often<clear_room_state>)},
        {"POST", "/api/actions/test-pattern", action(unless_too_often<test_pattern>)},
        {websocket_method, "/ws/*", nullptr, {refuse, room_stream}},
        {"GET", "/ws/*", to(refuse_plain_stream)},
        {"", "/api/*", nullptr},  // no room's page, but 404
    };
}

}  // namespace necsus
