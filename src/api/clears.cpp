#include "body.hpp"
#include "necsus/api/routes.hpp"
#include "necsus/bots/explanations.hpp"
#include "necsus/text/json_text.hpp"
#include "refusals.hpp"

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
    auto client = request.client;
    auto [room, problem] = co_await read_body(app.workers, app.fields, std::move(request), room_of);
    if (problem) co_return refusal(400, *problem);
    auto refused = refuse_room_rate(app, client, room);
    if (refused) co_return std::move(*refused);
    co_await app.rooms.clear_messages(room);
    co_return done(room);
}

awaitable<Response> clear_room_state(App& app, Request request) {
    auto client = request.client;
    auto [room, problem] = co_await read_body(app.workers, app.fields, std::move(request), room_of);
    if (problem) co_return refusal(400, *problem);
    auto refused = refuse_room_rate(app, client, room);
    if (refused) co_return std::move(*refused);
    co_await app.rooms.clear_state(room, explain_cleared_state());
    co_return done(room);
}

}  // namespace necsus
