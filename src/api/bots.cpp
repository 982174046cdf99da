#include "body.hpp"
#include "necsus/api/routes.hpp"

namespace necsus {

namespace {

std::string json_array(const std::vector<Bot>& bots) {
    std::string text = "[";
    for (const auto& bot : bots) {
        if (text.size() > 1) text += ',';
        text += to_json(bot);
    }
    return text + "]";
}

BotChange change_of(Body& body) {
    BotChange change;
    if (body.has("id") && !body.is_null("id")) change.id = body.integer("id", 1, max_bot_id);
    if (body.has("room")) change.room = body.room();
    // Null clears: a name or URL to "", the pattern to null.
    if (body.has("name")) change.name = body.optional_text("name").value_or("");
    if (body.has("url")) change.url = body.optional_text("url").value_or("");
    if (body.has("responds_to")) change.responds_to = body.optional_text("responds_to");
    if (!change.id) {
        body.room();
        body.text("name");
    }
    return change;
}

BotId id_of(Body& body) {
    return body.integer("id", std::numeric_limits<BotId>::min(), std::numeric_limits<BotId>::max());
}

Response no_such_bot(BotId id) {
    return refusal(400, "There is no bot with the id " + std::to_string(id) + ". Was it deleted already?");
}

}  // namespace

awaitable<Response> get_bots(App& app, Request request) {
    auto room = request.query.text("room");
    std::vector<Bot> bots;
    if (room) {
        bots = co_await app.bots.in_room(*room);
    } else {
        bots = co_await app.bots.all();
    }
    co_return ok(json_array(bots));
}

awaitable<Response> post_bot(App& app, Request request) {
    auto [change, problem] = co_await read_body(app.workers, std::move(request.body), change_of);
    if (problem) co_return refusal(400, *problem);

    // Should nobody have this id, it is for a new bot, which needs both.
    std::string why_not_new = "There is no bot with this \"id\", and a new one can't have so large a number.";
    if (!change.name) why_not_new = missing_field("name", "a string");
    if (!change.room) why_not_new = missing_field("room", "a string");
    auto bot = co_await app.rooms.put_bot(std::move(change));
    if (bot) co_return ok(to_json(*bot));
    co_return refusal(400, why_not_new);
}

awaitable<Response> delete_bot(App& app, Request request) {
    auto [id, problem] = co_await read_body(app.workers, std::move(request.body), id_of);
    if (problem) co_return refusal(400, *problem);
    auto bot = co_await app.rooms.delete_bot(id);
    if (!bot) co_return no_such_bot(id);
    co_return ok(to_json(*bot));
}

}  // namespace necsus
