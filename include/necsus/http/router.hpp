// From method and path to a handler; 404, 405 and CORS preflights are answered here.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "necsus/async.hpp"
#include "necsus/http/request.hpp"
#include "necsus/http/response.hpp"
#include "necsus/http/websocket.hpp"

namespace necsus {

struct App;

using Handler = awaitable<Response> (*)(App&, Request);

struct Route {
    std::string_view method;
    /// Exact, or everything below if it ends in "*". An exact path wins, and then the longest that fits.
    std::string_view path;
    /// Null: nothing is there, although a shorter path would fit.
    Handler handler;
};

/// What speaks on a websocket once it is open.
using StreamHandler = awaitable<void> (*)(App&, WebSocket, Request);

/// Whether a websocket may be opened there; a refusal if not.
using StreamCheck = std::optional<Response> (*)(const Request&);

class Router {
  public:
    Router(App& app, std::vector<Route> routes, StreamCheck check_stream, StreamHandler stream)
        : app_(app), routes_(std::move(routes)), check_stream_(check_stream), stream_(stream) {}

    /// Answers every request, whatever it asks for. HEAD is answered as GET; the session leaves the body out.
    awaitable<Response> answer(Request request);

    /// A websocket handshake: why it is refused, or nothing.
    std::optional<Response> refuse_stream(const Request& request) const { return check_stream_(request); }
    awaitable<void> serve_stream(WebSocket socket, Request request) {
        return stream_(app_, std::move(socket), std::move(request));
    }

  private:
    App& app_;
    std::vector<Route> routes_;
    StreamCheck check_stream_;
    StreamHandler stream_;
};

}  // namespace necsus
