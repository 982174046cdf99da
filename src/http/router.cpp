#include "necsus/http/router.hpp"

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

Response preflight(const Request& request) {
    Response response;
    response.content_type = "text/plain; charset=utf-8";
    response.body = "OK";
    response.with("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE, OPTIONS")
        .with("Access-Control-Max-Age", "600")
        .with("Vary", "Origin");
    auto headers = request.header("access-control-request-headers");
    if (!headers.empty()) response.with("Access-Control-Allow-Headers", std::string(headers));
    return response;
}

std::string allowed_methods(const std::vector<const Route*>& routes) {
    std::string list;
    for (const auto* route : routes) {
        if (!list.empty()) list += ", ";
        list += route->method;
        if (route->method == "GET") list += ", HEAD";
    }
    return list;
}

}  // namespace

awaitable<Response> Router::answer(Request request) {
    bool is_preflight = request.method == "OPTIONS" && request.has_header("access-control-request-method");
    if (is_preflight) co_return preflight(request);

    std::vector<const Route*> here;
    for (const auto& route : routes_) {
        if (!fits(route.path, request.path)) continue;
        if (!here.empty() && is_nearer(route.path, here.front()->path)) here.clear();
        if (here.empty() || route.path == here.front()->path) here.push_back(&route);
    }
    bool unknown = here.empty() || here.front()->handler == nullptr;
    if (unknown) co_return refusal(404, "There is nothing at " + request.path + ". The routes are listed at /docs.");

    std::string_view method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
    for (const auto* route : here) {
        if (route->method == method) co_return co_await route->handler(app_, std::move(request));
    }
    auto allowed = allowed_methods(here);
    auto response = refusal(405, request.method + " is not possible at " + request.path + ", only " + allowed + ".");
    response.with("Allow", allowed);
    co_return response;
}

}  // namespace necsus
