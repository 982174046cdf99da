// The websocket of a room (docs/dev/protocol.md, section 8): sends what joining brings.
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

// Each of these is false if the socket went away meanwhile.

awaitable<bool> send_all(WebSocket& socket, std::vector<Frame> frames) {
    for (auto& frame : frames) {
        bool sent = co_await socket.send(std::move(frame));
        if (!sent) co_return false;
    }
    co_return true;
}

awaitable<bool> send_history(WebSocket& socket, MessageRepository& messages, MessageRange range) {
    for (;;) {
        auto page = co_await messages.page(range);
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

/// Nothing if the database failed. The request ends here: a socket that idles for hours should not keep it.
awaitable<std::optional<Joined>> join(Rooms& rooms, Request request) {
    auto since = request.query.integer("since").value_or(-1);
    auto last = request.query.integer("last");
    try {
        co_return co_await rooms.join(room_of(request), since, last);
    } catch (const std::exception&) {
        log_failure("joining a room", std::current_exception());
    }
    co_return std::nullopt;
}

awaitable<void> send_room(WebSocket& socket, MessageRepository& messages, Joined joined) {
    auto* feed = joined.feed.get();
    socket.on_closed([feed] { feed->close(Subscription::End::subscriber_left); });
    feed->on_end([feed, &socket] { socket.close(code_of(feed->ended())); });
    auto code = CloseCode::internal_error;
    try {
        bool sent = co_await send_all(socket, std::move(joined.greeting));
        if (sent) sent = co_await send_history(socket, messages, std::move(joined.history));
        if (sent) co_await send_live(socket, *feed);
        code = code_of(feed->ended());
    } catch (const std::exception&) {
        log_failure("streaming a room", std::current_exception());
    }
    socket.close(code);
    co_await socket.closed();  // until then it refers to the feed
}

}  // namespace

std::optional<Response> refuse_room_stream(const Request& request) {
    if (room_of(request).empty()) return refusal(400, "The room's name is missing: the address is /ws/{room}.");
    return std::nullopt;
}

awaitable<Response> refuse_plain_stream(App&, Request request) {
    auto refused = refuse_room_stream(request);
    if (refused) co_return std::move(*refused);
    auto response = refusal(426, "This address speaks websocket: open it with new WebSocket(…), not with a plain GET.");
    response.with("Upgrade", "websocket");
    co_return response;
}

awaitable<void> stream_room(App& app, WebSocket socket, Request request) {
    auto joined = co_await join(app.rooms, std::move(request));
    if (joined) {
        co_await send_room(socket, app.messages, std::move(*joined));
    } else {
        socket.close(CloseCode::internal_error);
        co_await socket.closed();
    }
}

}  // namespace necsus
