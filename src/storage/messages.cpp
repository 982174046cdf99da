#include "necsus/storage/messages.hpp"

#include <algorithm>

#include "conversations.hpp"
#include "necsus/text/json_text.hpp"
#include "post_keys.hpp"
#include "statement.hpp"

namespace necsus {

namespace {

constexpr std::int64_t page_rows = 200;
constexpr std::size_t page_bytes = 256U << 10U;

/// Longer states are not read to see whether they are JSON: that would hold the loop.
constexpr std::size_t max_checked_state_bytes = 64U << 10U;

/// A state of the original's may be what only Python takes for JSON (NaN), and another program's may be anything: then
/// clients get it as a string.
std::optional<std::string> clean_state(std::optional<std::string> state) {
    if (!state || *state == "null") return std::nullopt;
    bool suspect = state->size() <= max_checked_state_bytes || state->find("NaN") != std::string::npos ||
                   state->find("Infinity") != std::string::npos;
    if (!suspect || is_json(*state)) return state;
    std::string quoted;
    append_json_string(quoted, *state);
    return quoted;
}

/// A row of the columns of `page`.
Message message_of(StatementUse& row) {
    Message message;
    message.id = row.integer(0);
    message.room = row.text(1);
    message.author = row.text(2);
    message.kind = message_kind(row.text(3));
    message.text = row.text(4);
    message.when = row.text(5);
    message.image = row.optional_text(6);
    message.media = row.optional_text(7);
    message.js = row.optional_text(8);
    message.css = row.optional_text(9);
    message.from_bot = row.optional_integer(10);
    message.base_url = row.optional_text(11);
    message.state = clean_state(row.optional_text(12));
    return message;
}

}  // namespace

struct MessageRepository::Statements {
    using Prepared = std::unique_ptr<SQLite::Statement>;

    Statements(Database& database, std::chrono::seconds idempotency_time)
        : insert(database.prepare("INSERT INTO messages (room, author, kind, text, \"when\", image, media, js, css,"
                                  " from_bot, base_url, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")),
          note_progress(database.prepare("UPDATE necsus_progress SET last_message_id = ?")),
          newest_id(database.prepare("SELECT max(id) FROM messages")),
          page(database.prepare("SELECT id, room, author, kind, text, \"when\", image, media, js, css, from_bot,"
                                " base_url, state FROM messages WHERE room = ? AND id > ? AND id < ?"
                                " ORDER BY id LIMIT ?")),
          nth_newest(database.prepare("SELECT id FROM messages WHERE room = ? AND id > ? AND id < ?"
                                      " ORDER BY id DESC LIMIT 1 OFFSET ?")),
          newest_in_room(database.prepare("SELECT max(id) FROM messages WHERE room = ?")),
          last_cleared(database.prepare("SELECT last_cleared_id FROM clears WHERE room = ?")),
          clear(database.prepare("INSERT OR REPLACE INTO clears (room, last_cleared_id) VALUES (?, ?)")),
          conversations(database),
          post_keys(database, idempotency_time) {}

    Prepared insert, note_progress, newest_id, page, nth_newest, newest_in_room, last_cleared, clear;
    Conversations conversations;
    PostKeys post_keys;
};

MessageRepository::MessageRepository(Database& database, std::chrono::seconds idempotency_time)
    : database_(database), statements_(std::make_unique<Statements>(database, idempotency_time)) {}

MessageRepository::~MessageRepository() = default;

StoredMessage MessageRepository::insert(Message message) {
    std::string kind(to_text(message.kind));
    StatementUse(*statements_->insert, message.room, message.author, kind, message.text, message.when, message.image,
                 message.media, message.js, message.css, message.from_bot, message.base_url, message.state)
        .run();
    message.id = database_.last_insert_id();
    StatementUse(*statements_->note_progress, message.id).run();
    StoredMessage stored;
    stored.json = to_json(message);
    stored.message = std::move(message);
    return stored;
}

awaitable<StoredMessage> MessageRepository::add_user_message(MessageContent content, std::string idempotency_key) {
    auto stored = database_.write([&] {
        if (auto posted = statements_->post_keys.message_of(content.room, idempotency_key)) {
            StoredMessage repeated;
            repeated.json = std::move(*posted);
            repeated.repeated = true;
            return repeated;
        }
        auto conversation = statements_->conversations.of(content.room);
        Message message;
        static_cast<MessageContent&>(message) = std::move(content);
        message.when = when_now();
        auto inserted = insert(std::move(message));
        inserted.conversation = std::move(conversation);
        statements_->post_keys.remember(inserted.message.room, idempotency_key, inserted.json);
        return inserted;
    });
    co_await database_.committed();
    co_return stored;
}

awaitable<StoredMessage> MessageRepository::add_system_message(Message message) {
    auto stored = database_.write([&] { return insert(std::move(message)); });
    co_await database_.committed();
    co_return stored;
}

awaitable<StoredMessage> MessageRepository::add_outcome(Message message, EndedCall call) {
    auto stored = database_.write([&] {
        auto inserted = insert(std::move(message));
        const auto& room = inserted.message.room;
        const auto& state = inserted.message.state;
        if (!state || room != call.room) statements_->conversations.end_of(call);
        if (state) statements_->conversations.begin(room, call.bot_id, *state, inserted.message.id);
        return inserted;
    });
    co_await database_.committed();
    co_return stored;
}

awaitable<void> MessageRepository::note_silence(EndedCall call) {
    database_.write([&] { statements_->conversations.end_of(call); });
    co_await database_.committed();
}

awaitable<std::optional<StoredMessage>> MessageRepository::end_conversation(Message notice) {
    auto stored = database_.write([&]() -> std::optional<StoredMessage> {
        if (!statements_->conversations.end(notice.room)) return std::nullopt;
        return insert(std::move(notice));
    });
    co_await database_.committed();
    co_return stored;
}

awaitable<std::optional<Conversation>> MessageRepository::conversation(std::string room) {
    auto work = [this, room = std::move(room)](const Snapshot&) { return statements_->conversations.of(room); };
    return database_.read(std::move(work));
}

awaitable<bool> MessageRepository::clear(std::string room) {
    bool cleared = database_.write([&] {
        statements_->conversations.end(room);
        StatementUse newest(*statements_->newest_in_room, room);
        newest.next_row();
        auto last = newest.optional_integer(0);
        if (!last || *last <= visible_after(room)) return false;
        StatementUse(*statements_->clear, room, *last).run();
        return true;
    });
    co_await database_.committed();
    co_return cleared;
}

std::optional<MessageId> MessageRepository::last_cleared(const Snapshot&, const std::string& room) {
    StatementUse cleared(*statements_->last_cleared, room);
    return cleared.next_row() ? cleared.optional_integer(0) : std::nullopt;
}

MessageId MessageRepository::newest_id(const Snapshot&) {
    StatementUse newest(*statements_->newest_id);
    newest.next_row();
    return newest.integer(0);
}

awaitable<MessageRange> MessageRepository::newest_of(MessageRange range, std::int64_t count) {
    auto work = [this, range = std::move(range), count](const Snapshot& now) { return newest_of(now, range, count); };
    return database_.read(std::move(work));
}

MessageRange MessageRepository::newest_of(const Snapshot&, MessageRange range, std::int64_t count) {
    range.after = std::max(range.after, visible_after(range.room));
    if (count <= 0) {
        range.before = range.after;
    } else {
        StatementUse nth(*statements_->nth_newest, range.room, range.after, range.before, count - 1);
        if (nth.next_row()) range.after = nth.integer(0) - 1;
    }
    return range;
}

awaitable<MessageRepository::Page> MessageRepository::page(MessageRange range) {
    auto work = [this, range = std::move(range)](const Snapshot&) mutable { return read_page(std::move(range)); };
    return database_.read(std::move(work));
}

MessageRepository::Page MessageRepository::read_page(MessageRange range) {
    Page page;
    page.last_id = std::max(range.after, visible_after(range.room));
    StatementUse rows(*statements_->page, range.room, page.last_id, range.before, page_rows);
    std::size_t bytes = 0;
    while (bytes < page_bytes && rows.next_row()) {
        auto message = message_of(rows);
        page.messages.push_back(to_json(message));
        page.last_id = message.id;
        bytes += page.messages.back().size();
    }
    return page;
}

MessageId MessageRepository::visible_after(const std::string& room) {
    StatementUse cleared(*statements_->last_cleared, room);
    return cleared.next_row() ? cleared.integer(0) : 0;
}

}  // namespace necsus
