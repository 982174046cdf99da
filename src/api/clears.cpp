#include "body.hpp"
#include "necsus/api/routes.hpp"
#include "necsus/bots/explanations.hpp"
#include "necsus/text/json_text.hpp"

namespace necsus {

namespace {

std::string room_of(Body& body) {
    return body.room();
}

Response done(const std::string& room) {
    JsonObject json;
    json.add("room", room);
    return ok(std::move(json).finish());
}

}  // namespace

awaitable<Response> clear_room_messages(App& app, Request request) {
    auto [room, problem] = co_await read_body(app.workers, std::move(request.body), room_of);
    if (problem) co_return refusal(400, *problem);
    co_await app.rooms.clear_messages(room);
    co_return done(room);
}

awaitable<Response> clear_room_state(App& app, Request request) {
    auto [room, problem] = co_await read_body(app.workers, std::move(request.body), room_of);
    if (problem) co_return refusal(400, *problem);
    co_await app.rooms.clear_state(room, explain_cleared_state());
    co_return done(room);
}

}  // namespace necsus
