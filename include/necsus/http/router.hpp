// From method and path to what answers there; 404, 405 and CORS preflights are answered here.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "necsus/async.hpp"
#include "necsus/http/request.hpp"
#include "necsus/http/response.hpp"
#include "necsus/http/websocket.hpp"

namespace necsus {

using Handler = std::function<awaitable<Response>(Request)>;

/// A websocket's side of a route.
struct Stream {
    /// Before the handshake: why none is opened for this request, or nothing.
    std::function<std::optional<Response>(const Request&)> refuse;
    /// Speaks on it until its end.
    std::function<awaitable<void>(WebSocket, Request)> serve;
};

struct Route {
    /// "GET", "POST", …, or `websocket_method`.
    std::string_view method;
    /// Exact, or everything below if it ends in "*". An exact path wins, and then the longest that fits.
    std::string_view path;
    /// Empty: nothing is there, although a shorter path would fit.
    Handler answer;
    Stream stream = {};  // of the method `websocket_method`, in place of `answer`
};

/// The method of a route that opens websockets.
inline constexpr std::string_view websocket_method = "WEBSOCKET";

class Router {
  public:
    explicit Router(std::vector<Route> routes) : routes_(std::move(routes)) {}

    /// Answers every request, whatever it asks for. HEAD is answered as GET; the connection leaves the body out.
    awaitable<Response> answer(Request request) const;

    /// For a websocket handshake: what will speak there, or why it is refused. The stream lives as long as the router.
    std::variant<const Stream*, Response> open_stream(const Request& request) const;

  private:
    std::vector<const Route*> routes_at(std::string_view path) const;

    std::vector<Route> routes_;
};

}  // namespace necsus
