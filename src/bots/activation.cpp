#include "necsus/bots/activation.hpp"

#include <fmt/format.h>

#include "necsus/bots/explanations.hpp"
#include "necsus/log.hpp"

namespace necsus {

namespace {

constexpr BotId transient = 0;

/// Answers longer than this are read off the loop.
constexpr std::size_t long_answer_bytes = 128U << 10U;

Message message_of(const Bot& bot, const std::string& room, BotReply reply) {
    Message message;
    message.kind = MessageKind::bot;
    message.room = std::move(reply.room).value_or(room);
    message.author = std::move(reply.author).value_or(bot.name);
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

Activations::Activations(Executor executor, Rooms& rooms, BotRepository& bots, BotClient& client, Workers& workers)
    : rooms_(rooms), bots_(bots), client_(client), workers_(workers), ended_(executor) {}

awaitable<void> Activations::call(Bot bot, std::string room, std::string payload) {
    auto reply = co_await reply_of(bot, room, std::move(payload));
    if (auto* answer = std::get_if<BotReply>(&reply)) {
        co_await post_answer(std::move(bot), std::move(room), std::move(*answer));
        co_return;
    }
    EndedCall ended{room, bot.id};
    if (auto* problem = std::get_if<Problem>(&reply)) {
        auto message = system_message(std::move(room), std::move(problem->html));
        co_await rooms_.add_outcome(std::move(message), std::move(ended));
    } else {
        co_await rooms_.note_silence(std::move(ended));
    }
}

awaitable<Reply> Activations::reply_of(Bot bot, std::string room, std::string payload) {
    auto endpoint = parse_endpoint(bot.url);
    if (endpoint.has_error()) co_return Problem{explain_url(bot, endpoint.error())};
    auto started = Clock::now();
    auto outcome = co_await client_.post(std::move(*endpoint), std::move(payload));
    log_call(bot, room, outcome, Clock::now() - started);
    auto timeout = client_.timeout();
    if (outcome.body.size() <= long_answer_bytes) co_return read_reply(bot, std::move(outcome), timeout);
    auto job = [bot = std::move(bot), outcome = std::move(outcome), timeout]() mutable {
        return read_reply(bot, std::move(outcome), timeout);
    };
    co_return co_await workers_.compute(std::move(job));
}

awaitable<void> Activations::post_answer(Bot bot, std::string room, BotReply answer) {
    if (bot.id == transient && answer.state) {
        if (!answer.author) answer.author = bot.name;
        bot = co_await installed(std::move(bot), room);
    }
    auto message = message_of(bot, room, std::move(answer));
    EndedCall ended{std::move(room), bot.id};
    co_await rooms_.add_outcome(std::move(message), std::move(ended));
}

awaitable<Bot> Activations::bot_at(std::string url, std::string room) {
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

awaitable<Bot> Activations::installed(Bot bot, std::string room) {
    auto present = co_await bot_at(bot.url, room);  // two forms may have come here at once
    if (present.id != transient) co_return present;
    auto change = installing(bot, std::move(room));
    auto put = co_await rooms_.put_bot(std::move(change));
    co_return std::move(*put);
}

awaitable<void> Activations::idle(Clock::time_point deadline) {
    if (under_way_ > 0) co_await ended_.fired_by(deadline);
}

}  // namespace necsus
