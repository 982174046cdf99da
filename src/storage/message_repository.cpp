#include "necsus/storage/message_repository.hpp"

#include <algorithm>
#include <ctime>

#include "necsus/text/json_text.hpp"
#include "statement.hpp"

namespace necsus {

namespace {

constexpr std::int64_t page_rows = 200;
constexpr std::size_t page_bytes = 256 * 1024;

std::int64_t seconds_now() {
    return static_cast<std::int64_t>(std::time(nullptr));
}

/// A state of the original's may be what only Python takes for JSON (NaN): then clients get it as a string.
std::optional<std::string> clean_state(std::optional<std::string> state) {
    if (!state || *state == "null") return std::nullopt;
    bool suspect = state->find("NaN") != std::string::npos || state->find("Infinity") != std::string::npos;
    if (!suspect || is_json(*state)) return state;  // parsing every state of a long room would hold the loop
    std::string quoted;
    append_json_string(quoted, *state);
    return quoted;
}

}  // namespace

struct MessageRepository::Statements {
    using Prepared = std::unique_ptr<SQLite::Statement>;

    explicit Statements(Database& database)
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
          purge(database.prepare("DELETE FROM messages WHERE id IN (SELECT messages.id FROM clears"
                                 " CROSS JOIN messages ON messages.room = clears.room"
                                 " AND messages.id <= clears.last_cleared_id LIMIT ?)")),
          conversation(database.prepare("SELECT bot_id, state FROM necsus_conversations WHERE room = ?")),
          begin_conversation(database.prepare("INSERT OR REPLACE INTO necsus_conversations (room, bot_id, state)"
                                              " SELECT ?, id, ? FROM bots WHERE id = ?")),
          end_conversation(database.prepare("DELETE FROM necsus_conversations WHERE room = ?")),
          end_conversation_of(database.prepare("DELETE FROM necsus_conversations WHERE room = ? AND bot_id = ?")),
          posted_before(database.prepare("SELECT message FROM necsus_idempotency_keys"
                                         " WHERE room = ? AND key = ? AND posted_at > ?")),
          remember_post(database.prepare("INSERT OR REPLACE INTO necsus_idempotency_keys"
                                         " (room, key, posted_at, message) VALUES (?, ?, ?, ?)")),
          forget_posts(database.prepare("DELETE FROM necsus_idempotency_keys WHERE posted_at <= ?")) {}

    Prepared insert, note_progress, newest_id, page, nth_newest, newest_in_room, last_cleared, clear, purge;
    Prepared conversation, begin_conversation, end_conversation, end_conversation_of;
    Prepared posted_before, remember_post, forget_posts;
};

MessageRepository::MessageRepository(Database& database, std::chrono::seconds idempotency_time)
    : database_(database), idempotency_time_(idempotency_time), statements_(std::make_unique<Statements>(database)) {
    StatementUse newest(*statements_->newest_id);
    newest.next_row();
    newest_id_ = newest.integer(0);
}

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
        auto expired = seconds_now() - idempotency_time_.count();
        if (!idempotency_key.empty()) {
            StatementUse posted_before(*statements_->posted_before, content.room, idempotency_key, expired);
            if (posted_before.next_row()) {
                StoredMessage repeated;
                repeated.json = posted_before.text(0);
                repeated.repeated = true;
                return repeated;
            }
        }
        auto conversation = read_conversation(content.room);
        Message message;
        static_cast<MessageContent&>(message) = std::move(content);
        message.when = when_now();
        auto inserted = insert(std::move(message));
        inserted.conversation = std::move(conversation);
        if (!idempotency_key.empty()) {
            StatementUse(*statements_->forget_posts, expired).run();
            StatementUse(*statements_->remember_post, inserted.message.room, idempotency_key, seconds_now(),
                         inserted.json)
                .run();
        }
        return inserted;
    });
    co_await database_.committed();
    newest_id_ = std::max(newest_id_, stored.message.id);
    co_return stored;
}

awaitable<StoredMessage> MessageRepository::add_system_message(Message message) {
    auto stored = database_.write([&] { return insert(std::move(message)); });
    co_await database_.committed();
    newest_id_ = std::max(newest_id_, stored.message.id);
    co_return stored;
}

awaitable<StoredMessage> MessageRepository::add_outcome(Message message, EndedCall call) {
    auto stored = database_.write([&] {
        auto inserted = insert(std::move(message));
        const auto& state = inserted.message.state;
        if (!state || inserted.message.room != call.room) end_conversation_of(call);
        if (state) StatementUse(*statements_->begin_conversation, inserted.message.room, *state, call.bot_id).run();
        return inserted;
    });
    co_await database_.committed();
    newest_id_ = std::max(newest_id_, stored.message.id);
    co_return stored;
}

awaitable<void> MessageRepository::note_silence(EndedCall call) {
    database_.write([&] { end_conversation_of(call); });
    co_await database_.committed();
}

awaitable<std::optional<StoredMessage>> MessageRepository::end_conversation(Message notice) {
    auto stored = database_.write([&]() -> std::optional<StoredMessage> {
        if (StatementUse(*statements_->end_conversation, notice.room).run() == 0) return std::nullopt;
        return insert(std::move(notice));
    });
    co_await database_.committed();
    if (stored) newest_id_ = std::max(newest_id_, stored->message.id);
    co_return stored;
}

awaitable<std::optional<Conversation>> MessageRepository::conversation(std::string room) {
    co_await database_.settled();
    co_return read_conversation(room);
}

awaitable<bool> MessageRepository::clear(std::string room) {
    bool cleared = database_.write([&] {
        StatementUse(*statements_->end_conversation, room).run();
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

awaitable<bool> MessageRepository::purge() {
    int deleted = database_.write([&] { return StatementUse(*statements_->purge, page_rows).run(); });
    co_await database_.committed();
    co_return deleted > 0;
}

awaitable<std::optional<MessageId>> MessageRepository::last_cleared(std::string room) {
    co_await database_.settled();
    StatementUse cleared(*statements_->last_cleared, room);
    if (!cleared.next_row()) co_return std::nullopt;
    co_return cleared.optional_integer(0);
}

awaitable<MessageRange> MessageRepository::newest_of(MessageRange range, std::int64_t count) {
    co_await database_.settled();
    range.after = std::max(range.after, visible_after(range.room));
    if (count <= 0) {
        range.before = range.after;
    } else {
        StatementUse nth(*statements_->nth_newest, range.room, range.after, range.before, count - 1);
        if (nth.next_row()) range.after = nth.integer(0) - 1;
    }
    co_return range;
}

awaitable<MessageRepository::Page> MessageRepository::page(MessageRange range) {
    co_await database_.settled();
    Page page;
    page.last_id = std::max(range.after, visible_after(range.room));
    StatementUse rows(*statements_->page, range.room, page.last_id, range.before, page_rows);
    std::size_t bytes = 0;
    while (bytes < page_bytes && rows.next_row()) {
        Message message;
        message.id = rows.integer(0);
        message.room = rows.text(1);
        message.author = rows.text(2);
        message.kind = message_kind(rows.text(3));
        message.text = rows.text(4);
        message.when = rows.text(5);
        message.image = rows.optional_text(6);
        message.media = rows.optional_text(7);
        message.js = rows.optional_text(8);
        message.css = rows.optional_text(9);
        message.from_bot = rows.optional_integer(10);
        message.base_url = rows.optional_text(11);
        message.state = clean_state(rows.optional_text(12));
        page.messages.push_back(to_json(message));
        page.last_id = message.id;
        bytes += page.messages.back().size();
    }
    co_return page;
}

MessageId MessageRepository::visible_after(const std::string& room) {
    StatementUse cleared(*statements_->last_cleared, room);
    return cleared.next_row() ? cleared.integer(0) : 0;
}

void MessageRepository::end_conversation_of(const EndedCall& call) {
    StatementUse(*statements_->end_conversation_of, call.room, call.bot_id).run();
}

std::optional<Conversation> MessageRepository::read_conversation(const std::string& room) {
    StatementUse row(*statements_->conversation, room);
    if (!row.next_row()) return std::nullopt;
    return Conversation{row.integer(0), row.text(1)};
}

}  // namespace necsus
