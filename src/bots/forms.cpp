#include "necsus/bots/forms.hpp"

#include "necsus/bots/explanations.hpp"
#include "necsus/calls/url.hpp"
#include "necsus/log.hpp"
#include "payload.hpp"

namespace necsus {

Forms::Forms(Executor executor, Rooms& rooms, MessageRepository& messages, BotRepository& bots,
             Activations& activations)
    : executor_(executor), rooms_(rooms), messages_(messages), bots_(bots), activations_(activations) {}

awaitable<void> Forms::submit(FormActivation form, Patience patience) {
    if (patience == Patience::until_answered) {
        co_await activate(std::move(form));
    } else {
        spawn(executor_, activate(std::move(form)), "activating a form's bot");
    }
}

awaitable<void> Forms::activate(FormActivation form) {
    Activations::UnderWay counted(activations_);
    auto owner = co_await bots_.find(form.bot_id);
    if (!owner) {
        auto html = explain_missing_form_bot(form.bot_id);
        co_await rooms_.announce(std::move(form.room), std::move(html));
        co_return;
    }
    auto url = urljoin(owner->url, form.action_url);
    if (!url) {
        auto html = explain_form_action(*owner, form.action_url);
        co_await rooms_.announce(std::move(form.room), std::move(html));
        co_return;
    }
    Bot bot = *owner;
    if (*url != owner->url) bot = co_await activations_.bot_at(std::move(*url), form.room);

    std::optional<std::string> state;
    auto conversation = co_await messages_.conversation(form.room);
    if (conversation) state = std::move(conversation->state);
    auto payload = form_payload(form, state);
    // The bot is being called: what fails from here must not ask for the form to be sent again.
    try {
        co_await activations_.call(std::move(bot), std::move(form.room), std::move(payload));
    } catch (const std::exception&) {
        log_failure("activating a form's bot", std::current_exception());
    }
}

}  // namespace necsus
