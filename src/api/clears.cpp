#include "body.hpp"
#include "necsus/api/routes.hpp"
#include "necsus/bots/explanations.hpp"
#include "necsus/text/json_text.hpp"

namespace necsus {

namespace {

Response done(const std::string& room) {
    JsonObject json;
    json.add("room", room);
    return ok(std::move(json).finish());
}

}  // namespace

awaitable<Response> clear_room_messages(App& app, Request request) {
    auto body = co_await parse_body(app.workers, std::move(request.body));
    auto room = body.room();
    if (body.problem()) co_return refusal(400, *body.problem());
    co_await app.rooms.clear_messages(room);
    co_return done(room);
}

awaitable<Response> clear_room_state(App& app, Request request) {
    auto body = co_await parse_body(app.workers, std::move(request.body));
    auto room = body.room();
    if (body.problem()) co_return refusal(400, *body.problem());
    co_await app.rooms.clear_state(room, explain_cleared_state());
    co_return done(room);
}

}  // namespace necsus
