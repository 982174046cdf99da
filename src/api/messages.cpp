#include <limits>

#include "body.hpp"
#include "json_array.hpp"
#include "necsus/api/routes.hpp"
#include "necsus/bots/explanations.hpp"
#include "refusals.hpp"

namespace necsus {

namespace {

constexpr std::size_t max_key_bytes = 200;
/// When to try a form again whose bot could not be called.
constexpr int busy_seconds = 5;
constexpr MessageId no_message = std::numeric_limits<MessageId>::max();

Patience patience_of(const Request& request) {
    bool respond_async = list_holds(request.header("prefer"), "respond-async");
    return respond_async ? Patience::until_stored : Patience::until_answered;
}

Response done(std::string json, Patience patience) {
    auto response = ok(std::move(json));
    if (patience == Patience::until_stored) {
        response.status = 202;
        response.with("Preference-Applied", "respond-async");
    }
    return response;
}

MessageContent content_of(Body& body) {
    MessageContent content;
    content.room = body.room();
    content.author = body.text("author");
    content.text = body.text("text");
    content.image = body.optional_text("image");
    content.media = body.optional_text("media");
    content.css = body.optional_text("css");
    content.js = body.optional_text("js");
    content.base_url = body.optional_text("base_url");
    return content;
}

FormActivation form_of(Body& body) {
    FormActivation form;
    form.room = body.room();
    form.author = body.text("author");
    form.bot_id = body.integer("bot_id", std::numeric_limits<BotId>::min(), std::numeric_limits<BotId>::max());
    form.form_data = body.raw("form_data");
    form.action_url = body.optional_text("action_url").value_or("");
    return form;
}

/// A long message as the answer to its poster: not kept while bots think and others read, but read again.
class PostedMessage final : public BodyStream {
  public:
    PostedMessage(App& app, std::string client, Posted posted)
        : posted_(std::move(posted)), pages_(app, std::move(client), only(posted_.message), std::nullopt) {}

    awaitable<std::string> next() override {
        if (std::exchange(ended_, true)) co_return std::string();
        auto message = co_await read();
        co_return std::move(message);
    }

  private:
    /// It is stored, whatever fails now: then its poster gets what is left of it here, without its texts, and has no
    /// reason to send it again. The same if the room was cleared.
    awaitable<std::string> read() {
        try {
            auto page = co_await pages_.next();
            if (!page.elements.empty()) co_return std::move(page.elements.front());
        } catch (const NoPageMemory&) {
        } catch (const WorkersBusy&) {
        } catch (const DatabaseError&) {
        }
        co_return to_json(posted_.message);
    }

    static MessageRange only(const Message& message) { return {message.room, message.id - 1, message.id + 1}; }

    Posted posted_;
    MessagePages pages_;
    bool ended_ = false;
};

}  // namespace

awaitable<Response> get_messages(App& app, Request request) {
    auto room = request.query.text("room");
    if (!room || room->empty()) co_return refusal(400, "The query parameter \"room\" is missing: /api/messages?room=…");
    auto refused = refuse_long_room(app, *room);
    if (refused) co_return std::move(*refused);
    MessageRange range{*room, request.query.integer("since").value_or(0), no_message};
    range.before = request.query.integer("before").value_or(no_message);
    auto limit = request.query.integer("limit");
    std::unique_ptr<ElementPages> pages =
        std::make_unique<MessagePages>(app, request.client.network, std::move(range), limit);
    co_return co_await json_array(std::move(pages), request.method == "HEAD");
}

awaitable<Response> post_message(App& app, Request request) {
    auto patience = patience_of(request);
    std::string key(request.header("idempotency-key"));
    if (key.size() > max_key_bytes) {
        co_return refusal(400, "The Idempotency-Key header is longer than 200 bytes: a UUID is enough.");
    }
    auto client = request.client;
    auto [content, problem] = co_await read_body(app.workers, app.fields, std::move(request), content_of);
    if (problem) co_return refusal(400, *problem);
    auto refused = refuse_room_rate(app, client, content.room);
    if (refused) co_return std::move(*refused);

    auto posted = co_await app.dispatcher.post(std::move(content), std::move(key), patience);
    auto response = done(std::move(posted.json), patience);
    if (response.body.empty()) {
        response.stream = std::make_unique<PostedMessage>(app, std::move(client.network), std::move(posted));
    }
    co_return response;
}

awaitable<Response> post_message_form(App& app, Request request) {
    auto patience = patience_of(request);
    auto client = request.client;
    auto [form, problem] = co_await read_body(app.workers, app.fields, std::move(request), form_of);
    if (problem) co_return refusal(400, *problem);
    auto refused = refuse_room_rate(app, client, form.room);
    if (refused) co_return std::move(*refused);

    auto busy = co_await app.forms.submit(std::move(form), patience);
    if (busy) co_return refusal_for_now(429, explain_busy(*busy, app.forms.limits()), busy_seconds);
    co_return done("{}", patience);
}

}  // namespace necsus
