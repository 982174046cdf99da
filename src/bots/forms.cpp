#include "necsus/bots/forms.hpp"

#include "necsus/bots/explanations.hpp"
#include "necsus/calls/url.hpp"
#include "necsus/log.hpp"
#include "payload.hpp"

namespace necsus {

Forms::Forms(Executor executor, Storage& storage, Rounds& rounds, Activations& activations, const FieldLimits& limits)
    : executor_(executor), storage_(storage), rounds_(rounds), activations_(activations), limits_(limits) {}

awaitable<std::optional<Busy>> Forms::submit(FormActivation form, Patience patience) {
    auto begun = rounds_.begin(form.room);
    if (auto* busy = std::get_if<Busy>(&begun)) co_return *busy;
    auto& round = std::get<Rounds::Round>(begun);
    if (!round.may_call()) co_return Busy::brake;
    if (patience == Patience::until_answered) {
        co_await activate(std::move(form));
    } else {
        spawn(executor_, activate_or_tell(std::move(form), std::move(round)), "activating a form's bot");
    }
    co_return std::nullopt;
}

awaitable<void> Forms::activate_or_tell(FormActivation form, [[maybe_unused]] Rounds::Round round) {
    auto room = form.room;
    bool failed = false;
    try {
        co_await activate(std::move(form));
    } catch (const std::exception&) {
        log_failure("activating a form's bot", std::current_exception());
        failed = true;
    }
    if (failed) co_await activations_.outcomes().announce(std::move(room), explain_uncalled_bots());
}

awaitable<void> Forms::activate(FormActivation form) {
    auto owner = co_await storage_.bots.find(form.bot_id);
    if (!owner) {
        auto html = explain_missing_form_bot(form.bot_id);
        co_await activations_.outcomes().announce(std::move(form.room), std::move(html));
        co_return;
    }
    // Another room's bot works here too; its password is not this room's to use.
    if (owner->room != form.room) owner->url = cut_user_info(owner->url);
    auto url = urljoin(owner->url, form.action_url);
    if (!url) {
        auto html = explain_form_action(*owner, form.action_url);
        co_await activations_.outcomes().announce(std::move(form.room), std::move(html));
        co_return;
    }
    if (*url != owner->url && url->size() > limits_.url) {
        auto html = explain_long_form_action(*owner, url->size(), limits_);
        co_await activations_.outcomes().announce(std::move(form.room), std::move(html));
        co_return;
    }
    Bot bot = *owner;
    if (*url != owner->url) bot = co_await activations_.bot_at(std::move(*url), form.room);
    co_await call(std::move(form), std::move(bot));
}

awaitable<void> Forms::call(FormActivation form, Bot bot) {
    std::optional<std::string> state;
    auto conversation = co_await storage_.messages.conversation(form.room);
    if (conversation) state = std::move(conversation->state);
    EndedCall ended;
    ended.room = form.room;
    ended.activation = co_await storage_.in_flight.begin_form(form.room, bot.name);
    ended.is_last = true;
    Activations::Payload payload;
    payload.json = form_payload(form, state);
    { auto let_go = std::move(form); }  // an assignment would leave a string its memory
    state.reset();
    auto activation = ended.activation;
    auto room = ended.room;
    // The bot is being called: what fails from here must not ask for the form to be sent again.
    try {
        co_await activations_.call(std::move(bot), std::move(ended), std::move(payload));
        co_return;
    } catch (const std::exception&) {
        log_failure("activating a form's bot", std::current_exception());
    }
    storage_.in_flight.ended(activation);
    co_await activations_.outcomes().announce(std::move(room), explain_uncalled_bots());
}

}  // namespace necsus
