// The handlers of the server over rooms in memory, called as the connection would call them, without a socket.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "classroom.hpp"
#include "necsus/api/routes.hpp"
#include "support/temp_folder.hpp"

namespace necsus {

struct ApiCase : Classroom {
    using HeaderFields = std::vector<std::pair<std::string, std::string>>;

    ApiCase() {
        share.write("api.yaml", "openapi: 3.0.3\n");
        share.write("client/index.html", "<title>lobby</title>");
        share.write("client/room.html", "<title>room</title>");
        share.write("client/assets/room.css", "p {}");
        share.write("client/guide/index.html", "<title>guide</title>");
        share.write("docs/index.html", "<title>docs</title>");
        share.write("docs/docs.js", "1");
    }

    static Request request(std::string method, const std::string& target, std::string body = {},
                           HeaderFields headers = {}) {
        Request made;
        made.method = std::move(method);
        made.target = target;
        auto split = split_target(target);
        made.path = std::move(split.path);
        made.query = std::move(split.query);
        made.headers = std::move(headers);
        made.body = std::move(body);
        return made;
    }
    /// By way of the table of routes.
    Response answer(std::string method, const std::string& target, std::string body = {}, HeaderFields headers = {}) {
        return run(loop, router.answer(request(std::move(method), target, std::move(body), std::move(headers))));
    }
    Response post(const std::string& target, std::string body, HeaderFields headers = {}) {
        return answer("POST", target, std::move(body), std::move(headers));
    }
    /// The whole body, streamed or not.
    std::string body_of(Response response) {
        if (!response.stream) return std::string(response.content());
        std::string whole;
        for (;;) {
            auto piece = run(loop, response.stream->next());
            if (piece.empty()) return whole;
            whole += piece;
        }
    }
    static std::string header(const Response& response, std::string_view name) {
        for (const auto& [key, value] : response.headers) {
            if (key == name) return value;
        }
        return {};
    }

    TempFolder share;
    PageMemory page_memory{loop.get_executor(), 10U << 20U};
    App app{store.database, store.messages,           store.bots, rooms, dispatcher, forms, store.workers,
            page_memory,    StaticFiles(share.path())};
    Router router{routes(app)};
};

}  // namespace necsus
