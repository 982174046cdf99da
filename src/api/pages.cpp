#include "necsus/api/routes.hpp"

namespace necsus {

namespace {

std::string below(const Request& request, std::string_view prefix) {
    return request.path.substr(prefix.size());
}

}  // namespace

awaitable<Response> get_lobby(App& app, Request request) {
    co_return app.share.serve(request, "client/index.html");
}

awaitable<Response> get_room_page(App& app, Request request) {
    co_return app.share.serve(request, "client/room.html");
}

awaitable<Response> get_client_file(App& app, Request request) {
    co_return app.share.serve(request, "client/" + below(request, "/client/"));
}

awaitable<Response> get_docs_redirect(App&, Request) {
    Response response;
    response.status = 301;
    response.content_type.clear();
    response.with("Location", "/docs/");
    co_return response;
}

awaitable<Response> get_docs_file(App& app, Request request) {
    auto name = below(request, "/docs/");
    co_return app.share.serve(request, "docs/" + (name.empty() ? std::string("index.html") : name));
}

awaitable<Response> get_api_spec(App& app, Request request) {
    co_return app.share.serve(request, "api.yaml");
}

}  // namespace necsus
