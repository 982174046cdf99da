#include "necsus/bots/dispatcher.hpp"

#include <algorithm>

#include "necsus/bots/explanations.hpp"
#include "necsus/limits/page_memory.hpp"
#include "necsus/log.hpp"
#include "payload.hpp"

namespace necsus {

namespace {

/// A search that is not done by then begins anew on a worker thread, where it has all its time; and from then on all
/// searches with its pattern are made there. So a hundred slow ones leave the loop free.
constexpr std::chrono::microseconds search_time_on_loop = std::chrono::milliseconds(1);

/// Longer patterns are compiled off the loop: these take 0.7 ms at worst.
constexpr std::size_t short_pattern_bytes = 256;

/// Texts longer than this are searched off the loop, and take a share of the memory for large ones.
constexpr std::size_t large_bytes = 64U << 10U;

/// While a large text is matched it is there as it came, as code points, and as small ones.
constexpr std::size_t matching_weight = 10;

/// What bots get, and no pictures.
MessageContent text_of(Message message) {
    MessageContent text;
    text.room = std::move(message.room);
    text.author = std::move(message.author);
    text.text = std::move(message.text);
    return text;
}

}  // namespace

Dispatcher::Dispatcher(Executor executor, Rooms& rooms, Storage& storage, Rounds& rounds, Activations& activations,
                       Matching matching)
    : executor_(executor),
      rooms_(rooms),
      storage_(storage),
      rounds_(rounds),
      activations_(activations),
      matching_(matching) {}

awaitable<Posted> Dispatcher::post(MessageContent content, std::string idempotency_key, Patience patience) {
    auto stored = co_await rooms_.post(std::move(content), std::move(idempotency_key));
    Posted posted;
    posted.message.id = stored.message.id;
    posted.message.room = stored.message.room;
    posted.message.author = stored.message.author;
    posted.message.when = stored.message.when;
    bool waits = stored.activation != no_activation && patience == Patience::until_answered;
    bool keeps = stored.json.size() <= (waits ? kept_bytes : PageMemory::small_bytes);
    {
        auto json = std::move(stored.json);  // what is not kept goes here
        if (keeps) posted.json = std::move(json);
    }
    if (waits) {
        co_await deliver(std::move(stored));
    } else if (stored.activation != no_activation) {
        spawn(executor_, deliver(std::move(stored)), "activating bots");
    }
    co_return posted;
}

awaitable<void> Dispatcher::deliver(StoredMessage stored) {
    auto activation = stored.activation;
    auto room = stored.message.room;
    bool forgotten = false;
    // The message itself is stored and published: what fails from here must not look like a message that was refused.
    std::exception_ptr failure;
    try {
        auto begun = rounds_.begin(room);
        if (auto* busy = std::get_if<Busy>(&begun)) {
            co_await tell(room, *busy);
        } else {
            forgotten = co_await call_bots(std::get<Rounds::Round>(begun), std::move(stored));
        }
    } catch (const std::exception&) {
        failure = std::current_exception();
    }
    if (!forgotten) storage_.in_flight.ended(activation);
    if (!failure) co_return;
    log_failure("activating bots", failure);
    co_await activations_.outcomes().announce(std::move(room), explain_uncalled_bots());
}

awaitable<void> Dispatcher::tell(std::string room, Busy why) {
    if (!rounds_.worth_telling(room, why)) co_return;
    auto html = explain_busy(why, rounds_.limits());
    co_await activations_.outcomes().announce(std::move(room), std::move(html));
}

/// True if the last of the calls has also ended the activation.
awaitable<bool> Dispatcher::call_bots(Rounds::Round& round, StoredMessage stored) {
    if (stored.conversation) co_return co_await continue_conversation(round, std::move(stored));
    co_return co_await activate_matching(round, std::move(stored));
}

awaitable<bool> Dispatcher::continue_conversation(Rounds::Round& round, StoredMessage stored) {
    auto bot = co_await storage_.bots.find(stored.conversation->bot_id);
    EndedCall call{stored.message.room, stored.conversation->bot_id, stored.activation, true};
    if (!bot) {
        std::string nobody;
        co_await activations_.outcomes().note_silence(std::move(nobody), std::move(call));
        co_return true;
    }
    if (!round.may_call()) {
        co_await tell(std::move(call.room), Busy::brake);
        co_return false;
    }
    Activations::Payload payload;
    payload.json = conversation_payload(stored.message, stored.conversation->state);
    { auto let_go = std::move(stored); }
    co_await activations_.call(std::move(*bot), std::move(call), std::move(payload));
    co_return true;
}

awaitable<bool> Dispatcher::activate_matching(Rounds::Round& round, StoredMessage stored) {
    EndedCall call{stored.message.room, 0, stored.activation, false};
    auto id = stored.message.id;
    auto found = co_await storage_.bots.in_room(call.room);
    if (found.empty()) co_return false;
    auto bots = round.shared(std::move(found));
    auto bytes = stored.message.text.size();
    std::optional<Heard> heard;
    if (bytes <= large_bytes) {
        auto text = text_of(std::move(stored.message));
        heard = co_await hear(std::move(text));
    }
    { auto let_go = std::move(stored); }
    for (const auto& bot : *bots) {
        if (!heard) heard = co_await hear_again(call.room, id, bytes);
        if (!heard) co_return false;
        auto match = co_await this->match(bot, call.room, heard->subject);
        if (std::holds_alternative<MatchTimedOut>(match)) match = PatternFault{explain_pattern_timeout(bot)};
        if (auto* fault = std::get_if<PatternFault>(&match)) {
            co_await activations_.outcomes().announce(call.room, std::move(fault->html));
        }
        if (auto* matched = std::get_if<Matched>(&match)) {
            if (!round.may_call()) {
                co_await tell(std::move(call.room), Busy::brake);
                co_return false;
            }
            Activations::Payload payload;
            payload.json = message_payload(heard->message, matched->params);
            payload.share = std::move(heard->share);
            payload.share.shrink(payload.json.size());
            match = NotMatched();
            call.is_last = &bot == &bots->back();
            if (call.is_last || bytes > kept_bytes) heard.reset();
            co_await activations_.call(bot, call, std::move(payload));
            if (call.is_last) co_return true;
        }
        co_await next_turn(executor_);  // other rooms' messages are not held up by a row of bots
    }
    co_return false;
}

awaitable<std::vector<Bot>> Dispatcher::bots_for(Message message, BotId after) {
    auto bots = co_await storage_.bots.in_room(message.room);
    auto subject = co_await subject_of(message.room, std::move(message.text));
    std::vector<Bot> called;
    if (!subject) co_return called;
    for (auto& bot : bots) {
        if (bot.id <= after) continue;
        auto match = co_await this->match(bot, message.room, subject);
        if (std::holds_alternative<Matched>(match)) called.push_back(std::move(bot));
        co_await next_turn(executor_);
    }
    co_return called;
}

/// Nothing if the room is told why not.
awaitable<std::optional<Dispatcher::Heard>> Dispatcher::hear(MessageContent message) {
    Heard heard;
    heard.subject = co_await subject_of(message.room, message.text);
    if (!heard.subject) {
        auto html = explain_long_texts();
        co_await activations_.outcomes().announce(std::move(message.room), std::move(html));
        co_return std::nullopt;
    }
    heard.message = std::move(message);
    co_return std::move(heard);
}

/// A large one waits for its share of the memory. Nothing if the room was cleared meanwhile, or is told that there was
/// no memory in time.
awaitable<std::optional<Dispatcher::Heard>> Dispatcher::hear_again(std::string room, MessageId id, std::size_t bytes) {
    FairShares::Share share;
    if (bytes > large_bytes) {
        auto deadline = Clock::now() + activations_.timeout();
        share = co_await activations_.large().take(room, bytes * matching_weight, deadline);
        if (!share) {
            co_await tell(std::move(room), Busy::memory);
            co_return std::nullopt;
        }
    }
    auto message = co_await storage_.messages.find(std::move(room), id);
    if (!message) co_return std::nullopt;
    auto text = text_of(std::move(*message));
    auto heard = co_await hear(std::move(text));
    if (heard) heard->share = std::move(share);
    co_return std::move(heard);
}

awaitable<std::shared_ptr<const Subject>> Dispatcher::subject_of(std::string room, std::string text) {
    if (text.size() <= large_bytes) co_return std::make_shared<const Subject>(text);
    auto job = [text = std::move(text)] { return std::make_shared<const Subject>(text); };
    try {
        co_return co_await matching_.texts.compute(std::move(room), std::move(job));
    } catch (const WorkersBusy&) {
        co_return nullptr;
    }
}

awaitable<CompiledPattern> Dispatcher::compiled_for(const Bot& bot, std::string room) {
    auto text = listens_for(bot);
    if (Pattern::is_too_long(text.text)) co_return compile(text);  // to be refused
    if (auto kept = patterns_.find(text)) co_return std::move(*kept);
    auto job = [text] { return compile(text); };
    CompiledPattern compiled = PatternError{};
    if (text.text.size() <= short_pattern_bytes) {
        compiled = job();
    } else {
        compiled = co_await matching_.searches.compute(room, std::move(job));
    }
    patterns_.keep(room, text, compiled);
    co_return compiled;
}

awaitable<Match> Dispatcher::match(Bot bot, std::string room, std::shared_ptr<const Subject> subject) {
    try {
        auto compiled = co_await compiled_for(bot, room);
        const auto* pattern = std::get_if<Pattern>(&compiled);
        bool may_take_long = subject->utf8.size() > large_bytes || (pattern != nullptr && pattern->is_slow());
        if (!may_take_long) {
            auto limit = std::min(matching_.pattern_time, search_time_on_loop);
            auto match = match_of(bot, compiled, *subject, limit);
            if (!std::holds_alternative<MatchTimedOut>(match)) co_return match;
        }
        auto job = [bot, compiled, subject, limit = matching_.pattern_time] {
            return match_of(bot, compiled, *subject, limit);
        };
        co_return co_await matching_.searches.compute(std::move(room), std::move(job));
    } catch (const WorkersBusy&) {
        co_return PatternFault{explain_waiting_searches(bot)};
    }
}

}  // namespace necsus
