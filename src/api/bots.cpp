#include "body.hpp"
#include "json_array.hpp"
#include "necsus/api/routes.hpp"
#include "necsus/limits/admins_flag.hpp"
#include "refusals.hpp"

namespace necsus {

namespace {

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

std::optional<Response> refuse_all_rooms(const App& app) {
    if (app.lists_bots_of_all_rooms) return std::nullopt;
    return refusal(403, "The bots of all rooms are not listed on this server: name a room, /api/bots?room=…" +
                            admins_flag("--bots-of-all-rooms"));
}

Response room_full(std::size_t max_bots) {
    return refusal(400, "The room has " + std::to_string(max_bots) +
                            " bots already, and can't have more: delete one first." + admins_flag("--max-room-bots"));
}

/// The room in which the bot is now hears of what becomes of it, too. `counted`: a room that was asked already.
awaitable<std::optional<Response>> refuse_rate_of_bots_room(App& app, Client client, BotId id,
                                                            std::optional<std::string> counted) {
    auto bot = co_await app.bots.find(id);
    if (!bot || bot->room == counted) co_return std::nullopt;
    co_return refuse_room_rate(app, client, bot->room);
}

Response no_such_bot(BotId id) {
    return refusal(400, "There is no bot with the id " + std::to_string(id) + ". Was it deleted already?");
}

}  // namespace

awaitable<Response> get_bots(App& app, Request request) {
    BotRange range;
    range.room = request.query.text("room");
    auto refused = range.room ? refuse_long_room(app, *range.room) : refuse_all_rooms(app);
    if (refused) co_return std::move(*refused);
    std::unique_ptr<ElementPages> pages = std::make_unique<BotPages>(app, request.client.network, std::move(range));
    co_return co_await json_array(std::move(pages), request.method == "HEAD");
}

awaitable<Response> post_bot(App& app, Request request) {
    auto client = request.client;
    auto [change, problem] = co_await read_body(app.workers, app.fields, std::move(request), change_of);
    if (problem) co_return refusal(400, *problem);
    if (change.room) {
        auto refused = refuse_room_rate(app, client, *change.room);
        if (refused) co_return std::move(*refused);
    }
    if (change.id) {
        auto refused = co_await refuse_rate_of_bots_room(app, std::move(client), *change.id, change.room);
        if (refused) co_return std::move(*refused);
    }

    // Should nobody have this id, it is for a new bot, which needs both.
    std::string why_not_new = "There is no bot with this \"id\", and a new one can't have so large a number.";
    if (!change.name) why_not_new = missing_field("name", "a string");
    if (!change.room) why_not_new = missing_field("room", "a string");
    auto bot = co_await app.rooms.put_bot(std::move(change));
    if (bot) co_return ok(to_json(*bot));
    if (bot.error() == PutProblem::room_full) co_return room_full(app.rooms.max_bots());
    co_return refusal(400, why_not_new);
}

awaitable<Response> delete_bot(App& app, Request request) {
    auto client = request.client;
    auto [id, problem] = co_await read_body(app.workers, app.fields, std::move(request), id_of);
    if (problem) co_return refusal(400, *problem);
    auto refused = co_await refuse_rate_of_bots_room(app, std::move(client), id, std::nullopt);
    if (refused) co_return std::move(*refused);
    auto bot = co_await app.rooms.delete_bot(id);
    if (!bot) co_return no_such_bot(id);
    co_return ok(to_json(*bot));
}

}  // namespace necsus
