#include "necsus/http/router.hpp"

#include <algorithm>

namespace necsus {

namespace {

bool fits(std::string_view pattern, std::string_view path) {
    if (!pattern.ends_with('*')) return pattern == path;
    pattern.remove_suffix(1);
    return path.starts_with(pattern);
}

/// Exact comes before "*", and then the longer one. Both fit the same path.
bool is_nearer(std::string_view pattern, std::string_view other) {
    bool exact = !pattern.ends_with('*');
    bool other_exact = !other.ends_with('*');
    return exact != other_exact ? exact : pattern.size() > other.size();
}

constexpr std::string_view all_methods = "GET, HEAD, POST, DELETE, OPTIONS";

/// What the server as a whole can do (RFC 9110, 9.3.7).
Response options_of_server() {
    Response response;
    response.status = 204;
    response.content_type.clear();
    response.with("Allow", std::string(all_methods));
    return response;
}

Response preflight(const Request& request) {
    Response response;
    response.content_type = "text/plain; charset=utf-8";
    response.body = "OK";
    response.with("Access-Control-Allow-Methods", std::string(all_methods))
        .with("Access-Control-Max-Age", "600")
        .with("Vary", "Origin");
    auto headers = request.header("access-control-request-headers");
    if (!headers.empty()) response.with("Access-Control-Allow-Headers", std::string(headers));
    return response;
}

std::string allowed_methods(const std::vector<const Route*>& routes) {
    std::string list;
    for (const auto* route : routes) {
        if (route->method == websocket_method) continue;
        if (!list.empty()) list += ", ";
        list += route->method;
        if (route->method == "GET") list += ", HEAD";
    }
    return list;
}

awaitable<Response> ready(Response response) {
    co_return response;
}

}  // namespace

/// All rows of the nearest path that fits.
std::vector<const Route*> Router::routes_at(std::string_view path) const {
    std::vector<const Route*> here;
    for (const auto& route : routes_) {
        if (!fits(route.path, path)) continue;
        if (!here.empty() && is_nearer(route.path, here.front()->path)) here.clear();
        if (here.empty() || route.path == here.front()->path) here.push_back(&route);
    }
    return here;
}

// No coroutine itself: a request that finds its handler costs no frame here.
awaitable<Response> Router::answer(Request request) const {
    bool is_preflight = request.method == "OPTIONS" && request.has_header("access-control-request-method");
    if (is_preflight) return ready(preflight(request));
    if (request.method == "OPTIONS" && request.path == "*") return ready(options_of_server());

    auto here = routes_at(request.path);
    bool known = std::any_of(here.begin(), here.end(), [](auto* route) { return route->answer != nullptr; });
    if (!known) return ready(refusal(404, "There is nothing at " + request.path + ". The routes are listed at /docs."));

    std::string_view method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
    for (const auto* route : here) {
        if (route->answer && route->method == method) return route->answer(std::move(request));
    }
    auto allowed = allowed_methods(here);
    auto response = refusal(405, request.method + " is not possible at " + request.path + ", only " + allowed + ".");
    response.with("Allow", allowed);
    return ready(std::move(response));
}

std::variant<const Stream*, Response> Router::open_stream(const Request& request) const {
    for (const auto* route : routes_at(request.path)) {
        if (route->method != websocket_method) continue;
        auto refused = route->stream.refuse(request);
        if (refused) return std::move(*refused);
        return &route->stream;
    }
    return refusal(404, "There is no websocket at " + request.path + ". The routes are listed at /docs.");
}

}  // namespace necsus
