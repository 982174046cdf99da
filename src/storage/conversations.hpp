// The one home of the table of conversations: who owns each room's next message (docs/dev/protocol.md, section 5).
// Used by the repositories inside their own writes: a message and what it does to the conversation are one step.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "necsus/model/conversation.hpp"
#include "necsus/storage/database.hpp"

namespace SQLite {
class Database;
}

namespace necsus {

/// Which call of a bot has ended, in which room.
struct EndedCall;

class Conversations {
  public:
    explicit Conversations(Database& database);
    ~Conversations();

    /// One whose message is no longer in the file is over: another program cleared the room.
    std::optional<Conversation> of(const std::string& room);

    /// In place of the one before; the bot's name, or nothing and nothing done if the bot was deleted meanwhile.
    /// `message` is the one that holds the state.
    std::optional<std::string> begin(const std::string& room, BotId bot, const std::string& state, MessageId message);

    /// False if there was none.
    bool end(const std::string& room);
    /// Ends the room's, if it is this bot's. False if it is not.
    bool end_of(const EndedCall& call);
    /// Ends the bot's in all rooms: it is about to be deleted. Those rooms.
    std::vector<std::string> end_all_of(BotId bot);

  private:
    struct Statements;
    std::unique_ptr<Statements> statements_;
};

/// For files that the original wrote to since: by its rule a room's conversation is what its last message's state says.
/// Within the transaction of a migration. Throws SQLite::Exception.
void take_over_conversations(SQLite::Database& connection);

}  // namespace necsus
