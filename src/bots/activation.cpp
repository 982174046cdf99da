#include "necsus/bots/activation.hpp"

#include <fmt/format.h>

#include "necsus/bots/explanations.hpp"
#include "necsus/log.hpp"
#include "necsus/text/utf8.hpp"

namespace necsus {

namespace {

constexpr BotId transient = 0;

/// Answers longer than this are read off the loop, as are packed ones of any size.
constexpr std::size_t long_answer_bytes = 128U << 10U;

/// What is named by its URL, or was named by an older server, may have a longer name than fits.
std::string fitting_name(const std::string& name, const FieldLimits& limits) {
    constexpr std::size_t ellipsis = 3;
    return name.size() <= limits.name ? name : excerpt(name, limits.name - ellipsis);
}

Message message_of(const Bot& bot, const std::string& room, BotReply reply, const FieldLimits& limits) {
    Message message;
    message.kind = MessageKind::bot;
    message.room = std::move(reply.room).value_or(room);
    message.author = reply.author ? std::move(*reply.author) : fitting_name(bot.name, limits);
    message.text = std::move(reply.text);
    message.when = when_now();
    message.image = std::move(reply.image);
    message.media = std::move(reply.media);
    message.css = std::move(reply.css);
    message.js = std::move(reply.js);
    message.base_url = cut_user_info(bot.url);  // everybody in the room gets it
    if (bot.id != transient) message.from_bot = bot.id;
    message.state = std::move(reply.state);
    return message;
}

BotChange installing(const Bot& bot, std::string room, const FieldLimits& limits) {
    BotChange change;
    change.room = std::move(room);
    change.name = fitting_name("(Auto) " + without_user_info(bot.url), limits);
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
               {"url", without_user_info(bot.url)},
               {"outcome", came},
               {"ms", fmt::format("{:.1f}", milliseconds)}});
}

/// A call that is not made, for there are too many large ones.
CallOutcome no_memory() {
    CallOutcome outcome;
    outcome.kind = CallOutcome::Kind::no_memory;
    return outcome;
}

}  // namespace

Activations::Activations(Executor executor, Rooms& rooms, BotRepository& bots, BotClient& client, Workers& workers,
                         std::size_t max_large_bytes, OutcomeBounds bounds, const FieldLimits& limits)
    : rooms_(rooms),
      outcomes_(executor, rooms, bounds),
      bots_(bots),
      client_(client),
      workers_(workers),
      limits_(limits),
      large_(executor, max_large_bytes, 1),
      pacing_(executor) {}

awaitable<void> Activations::call(Bot bot, EndedCall activation, Payload payload) {
    activation.bot_id = bot.id;
    auto reply = co_await reply_of(bot, activation.room, std::move(payload));
    if (auto* answer = std::get_if<BotReply>(&reply)) {
        co_await post_answer(std::move(bot), std::move(activation), std::move(*answer));
    } else if (auto* problem = std::get_if<Problem>(&reply)) {
        auto message = system_message(activation.room, std::move(problem->html));
        co_await outcomes_.add(std::move(bot.name), std::move(message), std::move(activation));
    } else {
        co_await outcomes_.note_silence(std::move(bot.name), std::move(activation));
    }
}

awaitable<Reply> Activations::reply_of(Bot bot, std::string room, Payload payload) {
    auto endpoint = parse_endpoint(bot.url);
    if (endpoint.has_error()) co_return Problem{explain_url(bot, endpoint.error())};
    auto started = Clock::now();
    auto outcome = co_await outcome_of(std::move(*endpoint), room, std::move(payload));
    co_await pacing_.turn();  // a thousand calls may have ended at once
    log_call(bot, room, outcome, Clock::now() - started);
    auto timeout = client_.timeout();
    bool is_quick = outcome.body.size() <= long_answer_bytes && outcome.encoding.empty();
    if (is_quick) co_return read_reply(bot, std::move(outcome), timeout, {}, limits_);
    // Unpacked and read as one job: of what is unpacked no more is in memory than there are threads.
    auto unpacking = client_.unpack_limits();
    auto job = [bot, outcome = std::move(outcome), timeout, unpacking, limits = limits_]() mutable {
        return read_reply(bot, std::move(outcome), timeout, unpacking, limits);
    };
    try {
        co_return co_await workers_.compute(std::move(room), std::move(job));
    } catch (const WorkersBusy&) {
        co_return Problem{explain_unread_answer(bot)};
    }
}

awaitable<CallOutcome> Activations::outcome_of(Endpoint endpoint, std::string room, Payload payload) {
    if (payload.json.size() > kept_bytes && !payload.share) {
        payload.share = co_await large_.take(room, payload.json.size(), Clock::now());
        if (!payload.share) co_return no_memory();
    }
    BotCall call;
    call.endpoint = std::move(endpoint);
    call.group = std::move(room);
    call.json = std::move(payload.json);
    if (payload.share) call.held_with_json = std::make_shared<FairShares::Share>(std::move(payload.share));
    co_return co_await client_.post(std::move(call));
}

awaitable<void> Activations::post_answer(Bot bot, EndedCall call, BotReply answer) {
    std::string problem;
    if (bot.id == transient && answer.state) {
        if (!answer.author) answer.author = fitting_name(bot.name, limits_);
        auto installed = std::make_shared<Bot>(std::move(bot));
        Outcomes::Attempt attempt = [this, installed, room = call.room] { return install(installed, room); };
        bool stored = co_await outcomes_.until_stored(std::move(attempt));
        bot = std::move(*installed);
        if (stored && bot.id == transient) {
            answer.state.reset();
            problem = explain_not_installed(bot, rooms_.max_bots());
        }
    }
    call.bot_id = bot.id;
    auto room = call.room;
    auto message = message_of(bot, room, std::move(answer), limits_);
    co_await outcomes_.add(std::move(bot.name), std::move(message), std::move(call));
    if (!problem.empty()) co_await outcomes_.announce(std::move(room), std::move(problem));
}

awaitable<Bot> Activations::bot_at(std::string url, std::string room) {
    auto bots = co_await bots_.in_room(room);
    for (auto& bot : bots) {
        if (bot.url == url) co_return std::move(bot);
    }
    Bot bot;
    bot.id = transient;
    bot.room = std::move(room);
    bot.name = without_user_info(url);
    bot.url = std::move(url);
    co_return bot;
}

/// The transient bot becomes that of the room; it stays transient if the room has as many as it may.
awaitable<void> Activations::install(std::shared_ptr<Bot> bot, std::string room) {
    auto present = co_await bot_at(bot->url, room);  // two forms may have come here at once
    if (present.id != transient) {
        *bot = std::move(present);
        co_return;
    }
    auto change = installing(*bot, std::move(room), limits_);
    auto put = co_await rooms_.put_bot(std::move(change));
    if (put) *bot = std::move(*put);
}

void Activations::close() {
    large_.close();
    pacing_.close();
}

}  // namespace necsus
