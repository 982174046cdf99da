// The websocket of a room (protocol, section 8): what was, and then what happens, without a gap and without a double.
#include <algorithm>
#include <limits>

#include "necsus/api/routes.hpp"
#include "necsus/broker/subscription.hpp"
#include "necsus/log.hpp"
#include "necsus/model/room_event.hpp"

namespace necsus {

namespace {

constexpr std::string_view prefix = "/ws/";

std::string room_of(const Request& request) {
    return request.path.substr(prefix.size());
}

CloseCode code_of(Subscription::End end) {
    switch (end) {
        case Subscription::End::fell_behind:
            return CloseCode::try_again_later;
        case Subscription::End::going_away:
            return CloseCode::going_away;
        default:
            return CloseCode::normal;
    }
}

/// What a newcomer is told first.
struct Greeting {
    std::vector<Frame> frames;
    MessageRange messages;
};

/// Nothing else runs while this does, if the database is settled: so it fits exactly what the subscription brings.
awaitable<Greeting> greeting(App& app, Request request, std::string room) {
    Greeting greeting;
    auto since = request.query.integer("since").value_or(-1);
    greeting.messages = MessageRange{room, since, app.messages.newest_id() + 1};
    auto cleared = co_await app.messages.last_cleared(room);
    if (cleared && *cleared >= since) greeting.frames.push_back(clear_messages_event());
    auto bots = co_await app.bots.in_room(room);
    for (const auto& bot : bots) greeting.frames.push_back(put_bot_event(to_json(bot)));
    auto last = request.query.integer("last");
    if (last) {
        auto whole = greeting.messages;
        greeting.messages = co_await app.messages.newest_of(std::move(whole), *last);
    }
    co_return greeting;
}

/// False if the socket went away meanwhile.
awaitable<bool> send_all(WebSocket& socket, std::vector<Frame> frames) {
    for (auto& frame : frames) {
        bool sent = co_await socket.send(std::move(frame));
        if (!sent) co_return false;
    }
    co_return true;
}

awaitable<bool> send_history(App& app, WebSocket& socket, MessageRange range) {
    for (;;) {
        auto page = co_await app.messages.page(range);
        if (page.messages.empty()) co_return true;
        for (const auto& json : page.messages) {
            auto frame = message_event(json);
            bool sent = co_await socket.send(std::move(frame));
            if (!sent) co_return false;
        }
        range.after = page.last_id;
    }
}

awaitable<void> send_live(WebSocket& socket, Subscription& feed) {
    for (;;) {
        auto frame = co_await feed.next();
        if (!frame) co_return;
        bool sent = co_await socket.send(std::move(frame));
        if (!sent) co_return;
    }
}

}  // namespace

std::optional<Response> check_room_stream(const Request& request) {
    if (!request.path.starts_with(prefix)) return refusal(404, "Websockets are at /ws/{room}, nowhere else.");
    if (room_of(request).empty()) return refusal(400, "The room's name is missing: the address is /ws/{room}.");
    return std::nullopt;
}

awaitable<Response> refuse_plain_stream(App&, Request request) {
    if (room_of(request).empty()) co_return *check_room_stream(request);
    auto response = refusal(426, "This address speaks websocket: open it with new WebSocket(…), not with a plain GET.");
    response.with("Upgrade", "websocket");
    co_return response;
}

awaitable<void> stream_room(App& app, WebSocket socket, Request request) {
    auto room = room_of(request);
    co_await app.database.settled();
    Subscription feed(app.broker, room, app.executor, app.backlog);  // live events queue up from here
    socket.on_closed([&feed] { feed.close(Subscription::End::listener_left); });
    feed.on_end([&feed, &socket] { socket.close(code_of(feed.ended())); });

    auto code = CloseCode::internal_error;
    try {
        auto first = co_await greeting(app, std::move(request), room);
        bool sent = co_await send_all(socket, std::move(first.frames));
        if (sent) sent = co_await send_history(app, socket, std::move(first.messages));
        if (sent) co_await send_live(socket, feed);
        code = code_of(feed.ended());
    } catch (const std::exception&) {
        log_failure("streaming a room", std::current_exception());
    }
    socket.close(code);
    co_await socket.closed();  // until then it refers to the feed
}

}  // namespace necsus
