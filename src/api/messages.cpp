#include <limits>

#include "body.hpp"
#include "necsus/api/routes.hpp"

namespace necsus {

namespace {

constexpr std::size_t max_key_bytes = 200;
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

/// A range of messages as a JSON array, page by page.
class MessageArray final : public BodyStream {
  public:
    MessageArray(MessageRepository& messages, MessageRange range) : messages_(messages), range_(std::move(range)) {}

    awaitable<std::string> next() override {
        if (ended_) co_return std::string();
        std::string text;
        if (!begun_) text = "[";
        auto page = co_await messages_.page(range_);
        range_.after = page.last_id;
        for (const auto& message : page.messages) {
            if (begun_) text += ',';
            text += message;
            begun_ = true;
        }
        begun_ = true;
        ended_ = page.messages.empty();
        if (ended_) text += ']';
        co_return text;
    }

    bool ended() const { return ended_; }

  private:
    MessageRepository& messages_;
    MessageRange range_;
    bool begun_ = false;
    bool ended_ = false;
};

/// Sends what was made already, and then the rest.
class Continued final : public BodyStream {
  public:
    Continued(std::string begun, std::unique_ptr<BodyStream> rest) : begun_(std::move(begun)), rest_(std::move(rest)) {}

    awaitable<std::string> next() override {
        if (!begun_.empty()) co_return std::exchange(begun_, std::string());
        co_return co_await rest_->next();
    }

  private:
    std::string begun_;
    std::unique_ptr<BodyStream> rest_;
};

}  // namespace

awaitable<Response> get_messages(App& app, Request request) {
    auto room = request.query.text("room");
    if (!room || room->empty()) co_return refusal(400, "The query parameter \"room\" is missing: /api/messages?room=…");
    MessageRange range{*room, request.query.integer("since").value_or(0), no_message};
    range.before = request.query.integer("before").value_or(no_message);
    auto limit = request.query.integer("limit");
    if (limit) {
        auto whole = range;
        range = co_await app.messages.newest_of(std::move(whole), *limit);
    }

    auto array = std::make_unique<MessageArray>(app.messages, range);
    auto text = co_await array->next();
    if (!array->ended()) text += co_await array->next();
    auto response = ok({});
    if (array->ended()) {
        response.body = std::move(text);
    } else {
        response.stream = std::make_unique<Continued>(std::move(text), std::move(array));
    }
    co_return response;
}

awaitable<Response> post_message(App& app, Request request) {
    auto patience = patience_of(request);
    std::string key(request.header("idempotency-key"));
    if (key.size() > max_key_bytes) {
        co_return refusal(400, "The Idempotency-Key header is longer than 200 bytes: a UUID is enough.");
    }
    auto [content, problem] = co_await read_body(app.workers, std::move(request.body), content_of);
    if (problem) co_return refusal(400, *problem);

    auto json = co_await app.dispatcher.post(std::move(content), std::move(key), patience);
    co_return done(std::move(json), patience);
}

awaitable<Response> post_message_form(App& app, Request request) {
    auto patience = patience_of(request);
    auto [form, problem] = co_await read_body(app.workers, std::move(request.body), form_of);
    if (problem) co_return refusal(400, *problem);

    co_await app.forms.submit(std::move(form), patience);
    co_return done("{}", patience);
}

}  // namespace necsus
