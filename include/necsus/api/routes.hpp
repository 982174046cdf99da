// Every route, in the order of api.yaml, with the handler that answers it. Handlers are free functions: they hold no
// state and see no socket.
#pragma once

#include <optional>
#include <vector>

#include "necsus/api/app.hpp"
#include "necsus/http/router.hpp"

namespace necsus {

/// The routes, bound to `app`, which must outlive them. A handler that throws DatabaseError is answered with 503.
std::vector<Route> routes(App& app);

// api/messages.cpp
awaitable<Response> get_messages(App& app, Request request);
awaitable<Response> post_message(App& app, Request request);
awaitable<Response> post_message_form(App& app, Request request);

// api/bots.cpp
awaitable<Response> get_bots(App& app, Request request);
awaitable<Response> post_bot(App& app, Request request);
awaitable<Response> delete_bot(App& app, Request request);

// api/clears.cpp
awaitable<Response> clear_room_messages(App& app, Request request);
awaitable<Response> clear_room_state(App& app, Request request);

// api/patterns.cpp
awaitable<Response> test_pattern(App& app, Request request);

// api/room_stream.cpp: the websocket /ws/{room}
std::optional<Response> refuse_room_stream(const App& app, const Request& request);
awaitable<void> stream_room(App& app, WebSocket socket, Request request);
awaitable<Response> refuse_plain_stream(App& app, Request request);

// api/health.cpp
awaitable<Response> get_health(App& app, Request request);

// api/pages.cpp
awaitable<Response> get_lobby(App& app, Request request);
awaitable<Response> get_room_page(App& app, Request request);
awaitable<Response> get_client_file(App& app, Request request);
awaitable<Response> get_docs_redirect(App& app, Request request);
awaitable<Response> get_docs_file(App& app, Request request);
awaitable<Response> get_api_spec(App& app, Request request);

}  // namespace necsus
