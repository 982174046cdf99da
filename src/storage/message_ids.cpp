#include "message_ids.hpp"

#include <algorithm>

#include "statement.hpp"

namespace necsus {

namespace {

/// As many are never given out if the server is killed.
constexpr MessageId noted_ahead = 100;

}  // namespace

struct MessageIds::Statements {
    using Prepared = std::unique_ptr<SQLite::Statement>;

    explicit Statements(Database& database)
        : newest(database.prepare("SELECT max(id) FROM messages")),
          noted(database.prepare("SELECT last_message_id FROM necsus_progress")),
          sequence(database.prepare("SELECT max(seq) FROM sqlite_sequence WHERE name = 'messages'")),
          note(database.prepare("UPDATE necsus_progress SET last_message_id = ?")),
          note_sequence(database.prepare("UPDATE sqlite_sequence SET seq = ? WHERE name = 'messages'")),
          begin_sequence(database.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('messages', ?)")) {}

    static MessageId number(Prepared& statement) {
        StatementUse row(*statement);
        return row.next_row() ? row.optional_integer(0).value_or(0) : 0;
    }

    Prepared newest, noted, sequence, note, note_sequence, begin_sequence;
};

MessageIds::MessageIds(Database& database) : statements_(std::make_unique<Statements>(database)) {
    last_ = Statements::number(statements_->sequence);
}

MessageIds::~MessageIds() = default;

MessageId MessageIds::next() {
    last_ = std::max(last_, Statements::number(statements_->newest)) + 1;
    // Read each time: what was noted in a transaction that failed is not.
    if (last_ > Statements::number(statements_->noted)) {
        last_ = std::max(last_, Statements::number(statements_->sequence) + 1);
        note(last_ + noted_ahead - 1);
    }
    return last_;
}

void MessageIds::give_back() {
    // Another program has gone on past them.
    if (Statements::number(statements_->noted) != Statements::number(statements_->sequence)) return;
    note(std::max(last_, Statements::number(statements_->newest)));
}

void MessageIds::note(MessageId last) {
    StatementUse(*statements_->note, last).run();
    bool known = StatementUse(*statements_->note_sequence, last).run() > 0;
    if (!known) StatementUse(*statements_->begin_sequence, last).run();
}

}  // namespace necsus
