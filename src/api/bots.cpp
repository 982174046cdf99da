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

/// A bot that is to be deleted.
struct BotReference {
    BotId id = 0;
    std::optional<std::string> room;
};

BotReference reference_of(Body& body) {
    BotReference reference;
    reference.id = body.integer("id", std::numeric_limits<BotId>::min(), std::numeric_limits<BotId>::max());
    reference.room = body.optional_text("room");
    return reference;
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

/// Ids are easily counted up: where the bots of all rooms are nobody's to see, they are not anybody's to change either.
std::optional<Response> refuse_other_rooms_bot(const App& app, const Bot& bot, const std::optional<std::string>& room) {
    if (app.lists_bots_of_all_rooms || room == bot.room) return std::nullopt;
    return refusal(403,
                   "On this server a bot is changed or deleted from its own room only: name that as \"room\", besides"
                   " the \"id\". To have it in another room, add it there." +
                       admins_flag("--bots-of-all-rooms"));
}

/// Who hasn't named the bot's room may not be in it.
std::string shown_to(const std::optional<std::string>& room, Bot bot) {
    bool is_own = room == bot.room;
    return to_json(is_own ? std::move(bot) : for_other_rooms(std::move(bot)));
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
    auto room = change.room;
    if (change.id) {
        auto present = co_await app.bots.find(*change.id);
        if (present) {
            auto refused = refuse_other_rooms_bot(app, *present, change.room);
            // The room in which the bot is now hears of what becomes of it, too.
            bool is_counted = present->room == change.room;
            if (!refused && !is_counted) refused = refuse_room_rate(app, client, present->room);
            if (refused && change.room) give_back_room_rate(app, client, *change.room);
            if (refused) co_return std::move(*refused);
        }
    }

    // Should nobody have this id, it is for a new bot, which needs both.
    std::string why_not_new = "There is no bot with this \"id\", and a new one can't have so large a number.";
    if (!change.name) why_not_new = missing_field("name", "a string");
    if (!change.room) why_not_new = missing_field("room", "a string");
    auto bot = co_await app.rooms.put_bot(std::move(change));
    if (bot) co_return ok(shown_to(room, std::move(*bot)));
    if (bot.error() == PutProblem::room_full) co_return room_full(app.rooms.max_bots());
    co_return refusal(400, why_not_new);
}

awaitable<Response> delete_bot(App& app, Request request) {
    auto client = request.client;
    auto [reference, problem] = co_await read_body(app.workers, app.fields, std::move(request), reference_of);
    if (problem) co_return refusal(400, *problem);
    auto present = co_await app.bots.find(reference.id);
    if (!present) co_return no_such_bot(reference.id);
    auto refused = refuse_other_rooms_bot(app, *present, reference.room);
    if (!refused) refused = refuse_room_rate(app, client, present->room);
    if (refused) co_return std::move(*refused);
    auto bot = co_await app.rooms.delete_bot(reference.id);
    if (!bot) co_return no_such_bot(reference.id);
    co_return ok(shown_to(reference.room, std::move(*bot)));
}

}  // namespace necsus
