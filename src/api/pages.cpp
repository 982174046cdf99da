#include "necsus/api/routes.hpp"

namespace necsus {

namespace {

/// Pages of ours are made of this server's files alone; styles stand in the guide's pages themselves, and Swagger UI's
/// hold their pictures.
constexpr std::string_view own_files_only =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'";

/// In a room, what bots send is shown, runs and loads from where it likes: that is what NeCSuS is for.
constexpr std::string_view whatever_bots_embed;

Response page(const App& app, const Request& request, const std::string& file, std::string_view content_policy) {
    auto response = app.share.serve(request, file);
    if (response.status < 400) response.content_policy = content_policy;
    return response;
}

/// The links of a folder's page are relative to its address.
Response moved_to(std::string_view folder) {
    Response response;
    response.status = 301;
    response.content_type.clear();
    response.with("Location", std::string(folder));
    return response;
}

std::string below(const Request& request, std::string_view prefix) {
    return request.path.substr(prefix.size());
}

}  // namespace

awaitable<Response> get_lobby(App& app, Request request) {
    co_return page(app, request, "client/index.html", own_files_only);
}

awaitable<Response> get_room_page(App& app, Request request) {
    co_return page(app, request, "client/room.html", whatever_bots_embed);
}

awaitable<Response> get_client_file(App& app, Request request) {
    auto name = below(request, "/client/");
    if (name == "guide") co_return moved_to("/client/guide/");
    if (name == "guide/") name += "index.html";
    co_return page(app, request, "client/" + name, name == "room.html" ? whatever_bots_embed : own_files_only);
}

awaitable<Response> get_docs_redirect(App&, Request) {
    co_return moved_to("/docs/");
}

awaitable<Response> get_docs_file(App& app, Request request) {
    auto name = below(request, "/docs/");
    if (name.empty()) name = "index.html";
    co_return page(app, request, "docs/" + name, own_files_only);
}

awaitable<Response> get_api_spec(App& app, Request request) {
    co_return app.share.serve(request, "api.yaml");
}

}  // namespace necsus
