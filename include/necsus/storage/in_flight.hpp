// Which messages and forms have bots called for them just now, so that their rooms can be told if the server is killed
// meanwhile (docs/dev/protocol.md, section 5): one row each, of which nothing is left when all is quiet.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "necsus/async.hpp"
#include "necsus/model/conversation.hpp"
#include "necsus/model/message.hpp"
#include "necsus/storage/database.hpp"

namespace necsus {

using ActivationId = std::int64_t;
inline constexpr ActivationId no_activation = 0;

/// One that an earlier run left.
struct LeftActivation {
    ActivationId id = no_activation;
    std::string room;                     // empty if its message is gone
    std::optional<MessageId> message;     // none: a form
    std::optional<BotId> bot;             // of the conversation
    std::optional<std::string> bot_name;  // of a form's bot
    BotId answered = 0;                   // the last bot that had; those with smaller ids had, too
};

class InFlight {
  public:
    InFlight(Executor executor, Database& database);
    ~InFlight();

    // For the repositories, inside their own writes.

    /// A message is stored that bots may be called for: `conversation` is the room's. None in a room without bots.
    ActivationId begin(const std::string& room, MessageId message, const std::optional<Conversation>& conversation);
    void note_answer(ActivationId activation, BotId bot);
    void remove(ActivationId activation);

    // For all.

    awaitable<ActivationId> begin_form(std::string room, std::string bot_name);

    /// It came to its end, and no outcome said so: its row goes in a moment, with others.
    void ended(ActivationId activation);

    /// Completes when no row of those that ended is left, or at `deadline`.
    awaitable<void> caught_up(Clock::time_point deadline);

    /// Those of earlier runs, by room: to be asked for before the loop runs.
    std::vector<LeftActivation> left();

  private:
    struct Statements;

    awaitable<void> sweep();
    awaitable<void> remove_some();

    Executor executor_;
    Database& database_;
    std::unique_ptr<Statements> statements_;
    std::vector<ActivationId> ended_;  // whose rows are still there
    bool sweeping_ = false;
    Signal swept_;
};

}  // namespace necsus
