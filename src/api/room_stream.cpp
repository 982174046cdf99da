// The websocket of a room (docs/dev/protocol.md, section 8): sends what joining brings.
#include <memory>

#include "element_pages.hpp"
#include "necsus/api/routes.hpp"
#include "necsus/broker/subscription.hpp"
#include "necsus/log.hpp"
#include "necsus/model/room_event.hpp"
#include "refusals.hpp"

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

awaitable<bool> send_greeting(WebSocket& socket, std::vector<Frame> greeting) {
    for (auto& frame : greeting) {
        bool sent = co_await socket.send(std::move(frame));
        if (!sent) co_return false;
    }
    co_return true;
}

awaitable<bool> send_pages(WebSocket& socket, std::unique_ptr<ElementPages> pages, Frame (*event)(std::string_view)) {
    for (bool is_last = false; !is_last;) {
        auto page = co_await pages->next();
        is_last = page.is_last;
        for (auto& json : page.elements) {
            auto frame = event(json);
            { auto let_go = std::move(json); }  // one may be large
            bool sent = co_await socket.send(std::move(frame));
            if (!sent) co_return false;
        }
    }
    co_return true;
}

awaitable<void> send_live(WebSocket& socket, Subscription& feed) {
    for (;;) {
        auto frame = co_await feed.next();
        if (!frame) co_return;
        bool sent = co_await socket.send(std::move(frame));
        if (!sent) co_return;
    }
}

/// What is wanted, and by whom. The request itself ends here: a socket that idles for hours should not keep it.
struct Wanted {
    explicit Wanted(const Request& request)
        : room(room_of(request)),
          client(request.client.network),
          since(request.query.integer("since").value_or(-1)),
          last(request.query.integer("last")),
          interest(request.query.text("activity") == "1" ? Interest::activity : Interest::room) {}

    std::string room, client;
    MessageId since;
    std::optional<std::int64_t> last;
    Interest interest;
};

/// Nothing if the database failed.
awaitable<std::optional<Joined>> join(Rooms& rooms, std::string room, MessageId since, Interest interest) {
    try {
        co_return co_await rooms.join(std::move(room), since, interest);
    } catch (const std::exception&) {
        log_failure("joining a room", std::current_exception());
    }
    co_return std::nullopt;
}

awaitable<bool> send_past(WebSocket& socket, App& app, const Wanted& wanted, Joined& joined) {
    bool sent = co_await send_greeting(socket, std::move(joined.greeting));
    if (sent && joined.bots) {
        std::unique_ptr<ElementPages> bots = std::make_unique<BotPages>(app, wanted.client, std::move(*joined.bots));
        sent = co_await send_pages(socket, std::move(bots), put_bot_event);
    }
    if (!sent) co_return false;
    std::unique_ptr<ElementPages> history =
        std::make_unique<MessagePages>(app, wanted.client, std::move(joined.history), wanted.last);
    sent = co_await send_pages(socket, std::move(history), message_event);
    if (!sent || !joined.conversation) co_return sent;
    co_return co_await socket.send(std::move(joined.conversation));
}

awaitable<void> send_room(WebSocket& socket, App& app, const Wanted& wanted, Joined joined) {
    auto* feed = joined.feed.get();
    socket.on_closed([feed] { feed->close(Subscription::End::subscriber_left); });
    feed->on_end([feed, &socket] { socket.close(code_of(feed->ended())); });
    feed->on_cut_off([&socket] { socket.cut_off(); });
    auto code = CloseCode::internal_error;
    try {
        bool sent = co_await send_past(socket, app, wanted, joined);
        if (sent) co_await send_live(socket, *feed);
        code = code_of(feed->ended());
    } catch (const NoPageMemory&) {
        code = CloseCode::try_again_later;
    } catch (const WorkersBusy&) {
        code = CloseCode::try_again_later;
    } catch (const std::exception&) {
        log_failure("streaming a room", std::current_exception());
    }
    socket.close(code);
    co_await socket.closed();  // until then it refers to the feed
}

}  // namespace

std::optional<Response> refuse_room_stream(const App& app, const Request& request) {
    auto room = room_of(request);
    if (room.empty()) return refusal(400, "The room's name is missing: the address is /ws/{room}.");
    return refuse_long_room(app, room);
}

awaitable<Response> refuse_plain_stream(App& app, Request request) {
    auto refused = refuse_room_stream(app, request);
    if (refused) co_return std::move(*refused);
    auto response = refusal(426, "This address speaks websocket: open it with new WebSocket(…), not with a plain GET.");
    response.with("Upgrade", "websocket");
    co_return response;
}

awaitable<void> stream_room(App& app, WebSocket socket, Request request) {
    const Wanted wanted(request);
    { auto let_go = std::move(request); }
    auto joined = co_await join(app.rooms, wanted.room, wanted.since, wanted.interest);
    if (joined) {
        co_await send_room(socket, app, wanted, std::move(*joined));
    } else {
        socket.close(CloseCode::internal_error);
        co_await socket.closed();
    }
}

}  // namespace necsus
