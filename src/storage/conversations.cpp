#include "conversations.hpp"

#include "necsus/storage/messages.hpp"
#include "necsus/text/json_text.hpp"
#include "statement.hpp"

namespace necsus {

struct Conversations::Statements {
    using Prepared = std::unique_ptr<SQLite::Statement>;

    explicit Statements(Database& database)
        : of(database.prepare("SELECT bot_id, state, coalesce((SELECT name FROM bots WHERE bots.id = bot_id), '')"
                              " FROM necsus_conversations WHERE room = ? AND (message_id IS NULL"
                              " OR EXISTS (SELECT 1 FROM messages WHERE messages.id = message_id))")),
          begin(database.prepare("INSERT OR REPLACE INTO necsus_conversations (room, bot_id, state, message_id)"
                                 " SELECT ?, id, ?, ? FROM bots WHERE id = ?")),
          name(database.prepare("SELECT coalesce(name, '') FROM bots WHERE id = ?")),
          end(database.prepare("DELETE FROM necsus_conversations WHERE room = ?")),
          end_of(database.prepare("DELETE FROM necsus_conversations WHERE room = ? AND bot_id = ?")),
          end_all_of(database.prepare("DELETE FROM necsus_conversations WHERE bot_id = ? RETURNING room")) {}

    Prepared of, begin, name, end, end_of, end_all_of;
};

Conversations::Conversations(Database& database) : statements_(std::make_unique<Statements>(database)) {}

Conversations::~Conversations() = default;

std::optional<Conversation> Conversations::of(const std::string& room) {
    StatementUse row(*statements_->of, room);
    if (!row.next_row()) return std::nullopt;
    return Conversation{row.integer(0), row.text(1), row.text(2)};
}

std::optional<std::string> Conversations::begin(const std::string& room, BotId bot, const std::string& state,
                                                MessageId message) {
    if (StatementUse(*statements_->begin, room, state, message, bot).run() == 0) return std::nullopt;
    StatementUse name(*statements_->name, bot);
    name.next_row();
    return name.text(0);
}

bool Conversations::end(const std::string& room) {
    return StatementUse(*statements_->end, room).run() > 0;
}

bool Conversations::end_of(const EndedCall& call) {
    return StatementUse(*statements_->end_of, call.room, call.bot_id).run() > 0;
}

std::vector<std::string> Conversations::end_all_of(BotId bot) {
    std::vector<std::string> rooms;
    StatementUse rows(*statements_->end_all_of, bot);
    while (rows.next_row()) rooms.push_back(rows.text(0));
    return rooms;
}

namespace {

/// Those whose message another program took away or cleared. Where it isn't known which it was (in files of before),
/// any of the bot's in the room with the state will do.
void end_cleared_conversations(SQLite::Database& connection) {
    connection.exec(
        "DELETE FROM necsus_conversations AS talk WHERE NOT EXISTS ("
        "  SELECT 1 FROM messages WHERE messages.room = talk.room AND messages.from_bot = talk.bot_id"
        "  AND messages.state IS NOT NULL"
        "  AND messages.id > coalesce((SELECT last_cleared_id FROM clears WHERE clears.room = talk.room), 0)"
        "  AND (messages.id = talk.message_id OR (talk.message_id IS NULL AND messages.state = talk.state)))");
}

}  // namespace

void take_over_conversations(SQLite::Database& connection) {
    SQLite::Statement last_messages(connection,
                                    "SELECT room, from_bot, state, id FROM messages WHERE id IN ("
                                    "  SELECT max(id) FROM messages"
                                    "  WHERE room IS NOT NULL"
                                    "    AND id > coalesce((SELECT last_message_id FROM necsus_progress), 0)"
                                    "  GROUP BY room)");
    SQLite::Statement end(connection, "DELETE FROM necsus_conversations WHERE room = ?");
    SQLite::Statement begin(connection,
                            "INSERT INTO necsus_conversations (room, bot_id, state, message_id)"
                            " VALUES (?, ?, ?, ?)");
    while (last_messages.executeStep()) {
        auto room = last_messages.getColumn(0).getString();
        end.reset();
        end.bind(1, room);
        end.exec();
        auto bot = last_messages.getColumn(1);
        auto state = last_messages.getColumn(2).getString();
        if (bot.isNull() || state.empty() || state == "null" || !is_json(state)) continue;
        begin.reset();
        begin.bind(1, room);
        begin.bind(2, bot.getInt64());
        begin.bind(3, state);
        begin.bind(4, last_messages.getColumn(3).getInt64());
        begin.exec();
    }
    end_cleared_conversations(connection);
    connection.exec(
        "INSERT OR REPLACE INTO necsus_progress (only_row, last_message_id)"
        " SELECT 1, coalesce(max(id), 0) FROM messages");
}

}  // namespace necsus
