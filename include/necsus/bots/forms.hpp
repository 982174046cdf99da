// Forms that users send: which bot a form is for, and its activation (docs/dev/protocol.md, section 5).
#pragma once

#include <string>

#include "necsus/async.hpp"
#include "necsus/bots/activation.hpp"
#include "necsus/rooms/rooms.hpp"
#include "necsus/storage/storage.hpp"

namespace necsus {

/// A form that a user sent (POST /api/actions/message-form).
struct FormActivation {
    std::string room;
    std::string author;
    BotId bot_id = 0;        // whose form it is
    std::string action_url;  // empty: the bot's own URL
    std::string form_data;   // JSON, as sent
};

class Forms {
  public:
    Forms(Executor executor, Rooms& rooms, MessageRepository& messages, BotRepository& bots, Activations& activations);

    /// Activates the bot that the form is for; completes when it has answered or failed, or at once without patience.
    awaitable<void> submit(FormActivation form, Patience patience);

  private:
    awaitable<void> activate(FormActivation form);

    Executor executor_;
    Rooms& rooms_;
    MessageRepository& messages_;
    BotRepository& bots_;
    Activations& activations_;
};

}  // namespace necsus
