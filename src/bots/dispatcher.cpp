#include "necsus/bots/dispatcher.hpp"

#include <fmt/format.h>

#include "necsus/bots/matching.hpp"
#include "necsus/bots/reply.hpp"
#include "necsus/calls/url.hpp"
#include "necsus/log.hpp"
#include "necsus/text/html.hpp"
#include "necsus/text/json_text.hpp"

namespace necsus {

namespace {

/// A bot that is not installed in the room: the target of a form. It has no id until it leaves a state.
constexpr BotId transient = 0;

/// Answers longer than this are parsed off the loop.
constexpr std::size_t long_answer_bytes = 128U << 10U;

/// Texts longer than this are searched off the loop.
constexpr std::size_t long_text_bytes = 64U << 10U;

/// A search that is not done by then begins anew on a helper thread, where it has all its time; and from then on all
/// searches with its pattern are made there. So a hundred slow ones leave the loop free.
constexpr std::chrono::microseconds search_time_on_loop = std::chrono::milliseconds(1);

Message answer_of(const Bot& bot, const std::string& room, BotReply reply) {
    Message message;
    message.kind = MessageKind::bot;
    message.room = reply.room ? std::move(*reply.room) : room;
    message.author = reply.author ? std::move(*reply.author) : bot.name;
    message.text = std::move(reply.text);
    message.when = when_now();
    message.image = std::move(reply.image);
    message.media = std::move(reply.media);
    message.css = std::move(reply.css);
    message.js = std::move(reply.js);
    message.base_url = bot.url;
    if (bot.id != transient) message.from_bot = bot.id;
    message.state = std::move(reply.state);
    return message;
}

BotChange installing(const Bot& bot, std::string room) {
    BotChange change;
    change.room = std::move(room);
    change.name = "(Auto) " + bot.url;
    change.url = bot.url;
    return change;
}

void log_call(const Bot& bot, const std::string& room, const CallOutcome& outcome, Clock::duration took) {
    if (!log_wants(LogLevel::info)) return;
    auto milliseconds = std::chrono::duration<double, std::milli>(took).count();
    auto came = outcome.kind == CallOutcome::Kind::answered ? std::to_string(outcome.status) : to_text(outcome.kind);
    log_event(LogLevel::info, "bot_call",
              {{"bot", std::to_string(bot.id)},
               {"room", room},
               {"url", bot.url},
               {"outcome", came},
               {"ms", fmt::format("{:.1f}", milliseconds)}});
}

}  // namespace

/// Counts an activation while it lives.
class Dispatcher::InFlight {
  public:
    explicit InFlight(Dispatcher& dispatcher) : dispatcher_(dispatcher) { ++dispatcher_.in_flight_; }
    ~InFlight() {
        if (--dispatcher_.in_flight_ == 0) dispatcher_.ended_.fire();
    }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;

  private:
    Dispatcher& dispatcher_;
};

Dispatcher::Dispatcher(Executor executor, Rooms& rooms, MessageRepository& messages, BotRepository& bots,
                       BotClient& client, Workers& workers, Workers& searchers, std::chrono::microseconds pattern_time)
    : executor_(executor),
      rooms_(rooms),
      messages_(messages),
      bots_(bots),
      client_(client),
      workers_(workers),
      searchers_(searchers),
      pattern_time_(pattern_time),
      ended_(executor) {}

awaitable<void> Dispatcher::deliver(StoredMessage stored) {
    InFlight counted(*this);
    // The message itself is stored and told: what fails from here must not look like a message that was refused.
    try {
        if (stored.conversation) {
            co_await continue_conversation(std::move(stored.message), std::move(*stored.conversation));
        } else {
            co_await activate_matching(std::move(stored.message));
        }
    } catch (const std::exception&) {
        log_failure("activating bots", std::current_exception());
    }
}

awaitable<void> Dispatcher::continue_conversation(Message message, Conversation conversation) {
    auto bot = co_await bots_.find(conversation.bot_id);
    EndedCall ended{message.room, conversation.bot_id};
    if (!bot) {
        co_await messages_.note_silence(std::move(ended));
        co_return;
    }
    JsonObject json;
    json.add("room", message.room)
        .add("author", message.author)
        .add("text", message.text)
        .add_raw("params", "{}")
        .add_raw("state", conversation.state);
    auto text = std::move(json).finish();
    co_await call(std::move(*bot), std::move(message.room), std::move(text));
}

awaitable<void> Dispatcher::activate_matching(Message message) {
    auto bots = co_await bots_.in_room(message.room);
    if (bots.empty()) co_return;
    auto subject = co_await subject_of(message.text);
    for (auto& bot : bots) {
        co_await try_bot(std::move(bot), message, subject);
        co_await next_turn(executor_);  // other rooms' messages are not held up by a row of bots
    }
}

awaitable<std::shared_ptr<const Subject>> Dispatcher::subject_of(std::string text) {
    if (text.size() <= long_text_bytes) co_return std::make_shared<const Subject>(text);
    auto job = [text = std::move(text)] { return std::make_shared<const Subject>(text); };
    co_return co_await workers_.compute(std::move(job));
}

awaitable<Activation> Dispatcher::match(Bot bot, std::shared_ptr<const Subject> subject) {
    auto compiled = listens_for(bot, patterns_);
    const auto* pattern = std::get_if<Pattern>(&compiled);
    bool may_take_long = subject->utf8.size() > long_text_bytes || (pattern != nullptr && pattern->is_slow());
    if (!may_take_long) {
        auto limit = std::min(pattern_time_, search_time_on_loop);
        auto activation = activation_of(bot, compiled, *subject, limit);
        if (!std::holds_alternative<MatchTimedOut>(activation)) co_return activation;
    }
    auto job = [bot = std::move(bot), compiled = std::move(compiled), subject, limit = pattern_time_] {
        return activation_of(bot, compiled, *subject, limit);
    };
    co_return co_await searchers_.compute(std::move(job));
}

awaitable<void> Dispatcher::try_bot(Bot bot, Message message, std::shared_ptr<const Subject> subject) {
    auto activation = co_await match(bot, std::move(subject));
    if (std::holds_alternative<MatchTimedOut>(activation)) activation = timed_out(bot);
    if (auto* fault = std::get_if<PatternFault>(&activation)) {
        co_await rooms_.announce(std::move(message.room), std::move(fault->html));
    }
    if (auto* matched = std::get_if<Matched>(&activation)) {
        JsonObject json(message.text.size() + 100);
        json.add("room", message.room)
            .add("author", message.author)
            .add("text", message.text)
            .add_raw("params", matched->params);
        auto text = std::move(json).finish();
        co_await call(std::move(bot), std::move(message.room), std::move(text));
    }
}

awaitable<void> Dispatcher::submit(FormActivation form) {
    InFlight counted(*this);
    auto owner = co_await bots_.find(form.bot_id);
    if (!owner) {
        auto html = fmt::format("The bot of this form (number {}) is not there: it was perhaps deleted.", form.bot_id);
        co_await rooms_.announce(std::move(form.room), std::move(html));
        co_return;
    }
    auto url = urljoin(owner->url, form.action_url);
    if (!url) {
        auto html = fmt::format("The form of {} has an action that is not a URL: <code>{}</code>.", bold_name(*owner),
                                escape_html(form.action_url));
        co_await rooms_.announce(std::move(form.room), std::move(html));
        co_return;
    }
    Bot bot = *owner;
    if (*url != owner->url) bot = co_await bot_at(std::move(*url), form.room);

    JsonObject json(form.form_data.size() + 100);
    json.add("room", form.room).add("author", form.author).add_raw("form_data", form.form_data);
    auto conversation = co_await messages_.conversation(form.room);
    if (conversation) json.add_raw("state", conversation->state);
    auto text = std::move(json).finish();
    // The bot is being called: what fails from here must not ask for the form to be sent again.
    try {
        co_await call(std::move(bot), std::move(form.room), std::move(text));
    } catch (const std::exception&) {
        log_failure("activating a form's bot", std::current_exception());
    }
}

awaitable<Bot> Dispatcher::bot_at(std::string url, std::string room) {
    auto bots = co_await bots_.in_room(room);
    for (auto& bot : bots) {
        if (bot.url == url) co_return std::move(bot);
    }
    Bot bot;
    bot.id = transient;
    bot.room = std::move(room);
    bot.name = url;
    bot.url = std::move(url);
    co_return bot;
}

awaitable<Bot> Dispatcher::installed(Bot bot, std::string room) {
    auto present = co_await bot_at(bot.url, room);  // two forms may have come here at once
    if (present.id != transient) co_return present;
    auto change = installing(bot, std::move(room));
    auto put = co_await rooms_.put_bot(std::move(change));
    co_return std::move(*put);
}

awaitable<void> Dispatcher::call(Bot bot, std::string room, std::string json) {
    Reply reply = Silence{};
    auto endpoint = parse_endpoint(bot.url);
    if (endpoint.has_error()) {
        reply = explain(bot, endpoint.error());
    } else {
        auto started = Clock::now();
        auto outcome = co_await client_.post(std::move(*endpoint), std::move(json));
        log_call(bot, room, outcome, Clock::now() - started);
        if (outcome.body.size() > long_answer_bytes) {
            auto job = [bot, outcome = std::move(outcome), timeout = client_.timeout()]() mutable {
                return read_reply(bot, std::move(outcome), timeout);
            };
            reply = co_await workers_.compute(std::move(job));
        } else {
            reply = read_reply(bot, std::move(outcome), client_.timeout());
        }
    }

    if (auto* answer = std::get_if<BotReply>(&reply)) {
        if (bot.id == transient && answer->state) {
            if (!answer->author) answer->author = bot.name;
            bot = co_await installed(std::move(bot), room);
        }
        auto message = answer_of(bot, room, std::move(*answer));
        EndedCall ended{std::move(room), bot.id};
        co_await rooms_.add_outcome(std::move(message), std::move(ended));
    } else if (auto* problem = std::get_if<Problem>(&reply)) {
        auto message = system_message(room, std::move(problem->html));
        EndedCall ended{std::move(room), bot.id};
        co_await rooms_.add_outcome(std::move(message), std::move(ended));
    } else {
        EndedCall ended{std::move(room), bot.id};
        co_await messages_.note_silence(std::move(ended));
    }
}

awaitable<void> Dispatcher::idle(Clock::time_point deadline) {
    if (in_flight_ > 0) co_await ended_.fired_by(deadline);
}

}  // namespace necsus
