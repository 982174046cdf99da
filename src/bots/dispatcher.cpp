#include "necsus/bots/dispatcher.hpp"

#include <algorithm>

#include "necsus/bots/explanations.hpp"
#include "necsus/log.hpp"
#include "payload.hpp"

namespace necsus {

namespace {

/// Texts longer than this are searched off the loop.
constexpr std::size_t long_text_bytes = 64U << 10U;

/// A search that is not done by then begins anew on a worker thread, where it has all its time; and from then on all
/// searches with its pattern are made there. So a hundred slow ones leave the loop free.
constexpr std::chrono::microseconds search_time_on_loop = std::chrono::milliseconds(1);

}  // namespace

Dispatcher::Dispatcher(Executor executor, Rooms& rooms, BotRepository& bots, Activations& activations,
                       Matching matching)
    : executor_(executor), rooms_(rooms), bots_(bots), activations_(activations), matching_(matching) {}

awaitable<std::string> Dispatcher::post(MessageContent content, std::string idempotency_key, Patience patience) {
    auto stored = co_await rooms_.post(std::move(content), std::move(idempotency_key));
    auto json = stored.json;
    if (stored.repeated) co_return json;
    if (patience == Patience::until_answered) {
        co_await deliver(std::move(stored));
    } else {
        spawn(executor_, deliver(std::move(stored)), "activating bots");
    }
    co_return json;
}

awaitable<void> Dispatcher::deliver(StoredMessage stored) {
    Activations::UnderWay counted(activations_);
    // The message itself is stored and published: what fails from here must not look like a message that was refused.
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
        co_await rooms_.note_silence(std::move(ended));
        co_return;
    }
    auto payload = conversation_payload(message, conversation.state);
    co_await activations_.call(std::move(*bot), std::move(message.room), std::move(payload));
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
    co_return co_await matching_.texts.compute(std::move(job));
}

awaitable<Match> Dispatcher::match(Bot bot, std::shared_ptr<const Subject> subject) {
    auto compiled = listens_for(bot, patterns_);
    const auto* pattern = std::get_if<Pattern>(&compiled);
    bool may_take_long = subject->utf8.size() > long_text_bytes || (pattern != nullptr && pattern->is_slow());
    if (!may_take_long) {
        auto limit = std::min(matching_.pattern_time, search_time_on_loop);
        auto match = match_of(bot, compiled, *subject, limit);
        if (!std::holds_alternative<MatchTimedOut>(match)) co_return match;
    }
    auto job = [bot = std::move(bot), compiled = std::move(compiled), subject, limit = matching_.pattern_time] {
        return match_of(bot, compiled, *subject, limit);
    };
    co_return co_await matching_.searches.compute(std::move(job));
}

awaitable<void> Dispatcher::try_bot(Bot bot, Message message, std::shared_ptr<const Subject> subject) {
    auto match = co_await this->match(bot, std::move(subject));
    if (std::holds_alternative<MatchTimedOut>(match)) match = PatternFault{explain_pattern_timeout(bot)};
    if (auto* fault = std::get_if<PatternFault>(&match)) {
        co_await rooms_.announce(std::move(message.room), std::move(fault->html));
    }
    if (auto* matched = std::get_if<Matched>(&match)) {
        auto payload = message_payload(message, matched->params);
        co_await activations_.call(std::move(bot), std::move(message.room), std::move(payload));
    }
}

}  // namespace necsus
