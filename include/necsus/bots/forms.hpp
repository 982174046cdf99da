// Forms that users send: which bot a form is for, and its activation (docs/dev/protocol.md, section 5).
#pragma once

#include <optional>
#include <string>

#include "necsus/async.hpp"
#include "necsus/bots/activation.hpp"
#include "necsus/bots/rounds.hpp"
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
    Forms(Executor executor, Storage& storage, Rounds& rounds, Activations& activations,
          const FieldLimits& limits = {});

    /// Activates the bot that the form is for; completes when it has answered or failed, or at once without patience.
    /// If no bot may be called now: why, and nothing was done.
    awaitable<std::optional<Busy>> submit(FormActivation form, Patience patience);

    const RoundLimits& limits() const { return rounds_.limits(); }

  private:
    awaitable<void> activate(FormActivation form);
    /// For a form that was taken already: if it fails, only the room can be told.
    awaitable<void> activate_or_tell(FormActivation form, Rounds::Round round);
    awaitable<void> call(FormActivation form, Bot bot);

    Executor executor_;
    Storage& storage_;
    Rounds& rounds_;
    Activations& activations_;
    FieldLimits limits_;
};

}  // namespace necsus
