#include "necsus/storage/messages.hpp"

#include <algorithm>

#include "conversations.hpp"
#include "message_ids.hpp"
#include "message_row.hpp"
#include "post_keys.hpp"
#include "statement.hpp"

namespace necsus {

namespace {

constexpr std::int64_t page_rows = 200;

/// Of an index as many places are walked past in one go: some 0.5 ms.
constexpr std::int64_t passed_at_once = 10'000;

Message message_of(StatementUse& row) {
    return raw_message(row).mended();
}

}  // namespace

struct MessageRepository::Statements {
    using Prepared = std::unique_ptr<SQLite::Statement>;

    Statements(Database& database, std::chrono::seconds idempotency_time)
        : insert(database.prepare("INSERT INTO messages (id, room, author, kind, text, \"when\", image, media, js, css,"
                                  " from_bot, base_url, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")),
          with_id(database.prepare(select + " WHERE id = ?")),
          newest_id(database.prepare("SELECT max(id) FROM messages")),
          page(database.prepare(select + " WHERE room = ? AND id > ? AND id < ? ORDER BY id LIMIT ?")),
          nth_newest(database.prepare("SELECT id FROM messages WHERE room = ? AND id > ? AND id < ?"
                                      " ORDER BY id DESC LIMIT 1 OFFSET ?")),
          newest_in_room(database.prepare("SELECT max(id) FROM messages WHERE room = ?")),
          last_cleared(database.prepare("SELECT last_cleared_id FROM clears WHERE room = ?")),
          clear(database.prepare("INSERT OR REPLACE INTO clears (room, last_cleared_id) VALUES (?, ?)")),
          ids(database),
          conversations(database),
          post_keys(database, idempotency_time) {}

    /// What was posted before. Where its row is gone (it was cleared), what is posted again stands for it.
    StoredMessage repeated(MessageContent content, const PostKeys::Posted& posted) const {
        Message message;
        StatementUse row(*with_id, posted.message);
        if (row.next_row()) {
            message = message_of(row);
        } else {
            static_cast<MessageContent&>(message) = std::move(content);
            message.id = posted.message;
            message.when = posted.when;
        }
        StoredMessage stored;
        stored.json = to_json(message);
        stored.repeated = true;
        stored.message.id = message.id;
        stored.message.room = std::move(message.room);
        stored.message.author = std::move(message.author);
        stored.message.when = std::move(message.when);
        return stored;
    }

    const std::string select = std::string("SELECT ") + message_columns + " FROM messages";
    Prepared insert, with_id, newest_id, page, nth_newest, newest_in_room, last_cleared, clear;
    MessageIds ids;
    Conversations conversations;
    PostKeys post_keys;
};

MessageRepository::MessageRepository(Executor executor, Database& database, InFlight& in_flight, KeyBounds keys)
    : executor_(executor),
      database_(database),
      in_flight_(in_flight),
      max_keys_(keys.count),
      keys_(keys.time),
      statements_(std::make_unique<Statements>(database, keys.time)) {
    keys_.add(statements_->post_keys.count(), Clock::now());
}

MessageRepository::~MessageRepository() = default;

StoredMessage MessageRepository::insert(Message message) {
    std::string kind(to_text(message.kind));
    message.id = statements_->ids.next();
    StatementUse(*statements_->insert, message.id, message.room, message.author, kind, message.text, message.when,
                 message.image, message.media, message.js, message.css, message.from_bot, message.base_url,
                 message.state)
        .run();
    StoredMessage stored;
    stored.json = to_json(message);
    stored.message = std::move(message);
    return stored;
}

awaitable<StoredMessage> MessageRepository::add_user_message(MessageContent content, std::string idempotency_key) {
    bool is_counted = false;
    auto work = [this, &is_counted, content = std::move(content),
                 key = std::move(idempotency_key)]() mutable -> std::optional<StoredMessage> {
        auto posted = statements_->post_keys.posted(content.room, key);
        if (posted) return statements_->repeated(std::move(content), *posted);
        if (!key.empty() && !is_counted) {
            if (keys_.count(Clock::now()) >= max_keys_) return std::nullopt;
            keys_.add(1, Clock::now());
            is_counted = true;
        }
        auto conversation = statements_->conversations.of(content.room);
        Message message;
        static_cast<MessageContent&>(message) = std::move(content);
        message.when = when_now();
        auto inserted = insert(std::move(message));
        inserted.activation = in_flight_.begin(inserted.message.room, inserted.message.id, conversation);
        inserted.conversation = std::move(conversation);
        statements_->post_keys.remember(inserted.message.room, key, inserted.message);
        return inserted;
    };
    std::optional<StoredMessage> stored;
    try {
        stored = co_await database_.write(std::move(work));
    } catch (...) {
        if (is_counted) keys_.take_back();
        throw;
    }
    if (!stored) throw TooManyKeys(keys_.until_fewer(Clock::now()));
    co_return std::move(*stored);
}

awaitable<StoredMessage> MessageRepository::add_system_message(Message message) {
    auto work = [this, message = std::move(message)]() mutable { return insert(std::move(message)); };
    return database_.write(std::move(work));
}

awaitable<StoredMessage> MessageRepository::add_outcome(Message message, EndedCall call) {
    auto work = [this, message = std::move(message), call = std::move(call)]() mutable {
        auto inserted = insert(std::move(message));
        const auto& room = inserted.message.room;
        const auto& state = inserted.message.state;
        auto& [begun_by, ended] = inserted.changes;
        bool ends = !state || room != call.room;
        if (ends && statements_->conversations.end_of(call)) ended.push_back(call.room);
        if (state) {
            auto name = statements_->conversations.begin(room, call.bot_id, *state, inserted.message.id);
            if (name) begun_by = {call.bot_id, std::move(*name)};
        }
        end_call(call);
        return inserted;
    };
    return database_.write(std::move(work));
}

void MessageRepository::end_call(const EndedCall& call) {
    if (call.activation == no_activation) return;
    if (call.is_last) {
        in_flight_.remove(call.activation);
    } else {
        in_flight_.note_answer(call.activation, call.bot_id);
    }
}

awaitable<bool> MessageRepository::note_silence(EndedCall call) {
    auto work = [this, call = std::move(call)] {
        bool ended = statements_->conversations.end_of(call);
        end_call(call);
        return ended;
    };
    return database_.write(std::move(work));
}

awaitable<MessageRepository::Interruptions> MessageRepository::add_interruptions(std::vector<Message> notices,
                                                                                 std::vector<EndedCall> calls) {
    auto work = [this, notices = std::move(notices), calls = std::move(calls)]() mutable {
        Interruptions inserted;
        for (auto& notice : notices) inserted.notices.push_back(insert(std::move(notice)));
        for (const auto& call : calls) {
            if (statements_->conversations.end_of(call)) inserted.changes.ended.push_back(call.room);
            end_call(call);
        }
        return inserted;
    };
    return database_.write(std::move(work));
}

awaitable<std::optional<StoredMessage>> MessageRepository::end_conversation(Message notice) {
    auto work = [this, notice = std::move(notice)]() mutable -> std::optional<StoredMessage> {
        if (!statements_->conversations.end(notice.room)) return std::nullopt;
        auto inserted = insert(std::move(notice));
        inserted.changes.ended.push_back(inserted.message.room);
        return inserted;
    };
    return database_.write(std::move(work));
}

awaitable<void> MessageRepository::give_back_ids() {
    try {
        auto work = [this] { statements_->ids.give_back(); };
        co_await database_.write_within(std::chrono::milliseconds(100), std::move(work));
    } catch (const DatabaseError&) {  // then there is a gap
    }
}

awaitable<std::optional<Conversation>> MessageRepository::conversation(std::string room) {
    auto work = [this, room = std::move(room)](const Snapshot& now) { return conversation(now, room); };
    return database_.read(std::move(work));
}

std::optional<Conversation> MessageRepository::conversation(const Snapshot&, const std::string& room) {
    return statements_->conversations.of(room);
}

awaitable<MessageRepository::Cleared> MessageRepository::clear(std::string room) {
    auto work = [this, room = std::move(room)] {
        Cleared cleared;
        cleared.conversation = statements_->conversations.end(room);
        StatementUse newest(*statements_->newest_in_room, room);
        newest.next_row();
        auto last = newest.optional_integer(0);
        if (!last || *last <= visible_after(room)) return cleared;
        StatementUse(*statements_->clear, room, *last).run();
        cleared.messages = true;
        return cleared;
    };
    return database_.write(std::move(work));
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

awaitable<MessageRepository::NewestSearch> MessageRepository::look_back(NewestSearch search) {
    auto work = [this, search = std::move(search)](const Snapshot& now) {
        auto further = search;
        pass_some(further, now);
        return further;
    };
    auto found = co_await database_.read(std::move(work));
    if (found.count > 0) co_await next_turn(executor_);
    co_return found;
}

void MessageRepository::pass_some(NewestSearch& search, const Snapshot& now) {
    auto& range = search.range;
    // What is posted from now on is none of the newest as they were when it was asked.
    if (!search.passed) range.before = std::min(range.before, newest_id(now) + 1);
    if (search.count <= 0) range.before = range.after;
    auto some = std::min(search.count, passed_at_once);
    search.count = std::max<std::int64_t>(search.count - some, 0);
    if (some <= 0) return;
    auto after = std::max(range.after, visible_after(range.room));
    StatementUse nth(*statements_->nth_newest, range.room, after, search.passed.value_or(range.before), some - 1);
    if (!nth.next_row()) {
        search.count = 0;  // there are no more than that
        return;
    }
    search.passed = nth.integer(0);
    if (search.count == 0) range.after = std::max(range.after, *search.passed - 1);
}

awaitable<MessageRepository::Page> MessageRepository::page(MessageRange range) {
    auto work = [this, range = std::move(range)](const Snapshot&) { return read_page(range); };
    return database_.read(std::move(work));
}

MessageRepository::Page MessageRepository::read_page(const MessageRange& range) {
    Page page;
    page.last_id = std::max(range.after, visible_after(range.room));
    StatementUse rows(*statements_->page, range.room, page.last_id, range.before, page_rows);
    for (std::size_t bytes = 0; bytes < page_bytes && page.messages.size() < page_rows;) {
        if (!rows.next_row()) {
            page.is_last = true;
            break;
        }
        if (auto size = row_bytes(rows); size > large_row_bytes) {
            page.large_bytes = size;
            break;
        }
        auto message = message_of(rows);
        page.messages.push_back(to_json(message));
        page.last_id = message.id;
        bytes += page.messages.back().size();
    }
    return page;
}

awaitable<std::optional<RawMessage>> MessageRepository::first(MessageRange range) {
    auto work = [this, range = std::move(range)](const Snapshot&) -> std::optional<RawMessage> {
        auto after = std::max(range.after, visible_after(range.room));
        StatementUse row(*statements_->page, range.room, after, range.before, std::int64_t{1});
        if (!row.next_row()) return std::nullopt;
        return raw_message(row);
    };
    return database_.read(std::move(work));
}

awaitable<std::optional<Message>> MessageRepository::find(std::string room, MessageId id) {
    MessageRange only{std::move(room), id - 1, id + 1};
    auto raw = co_await first(std::move(only));
    if (!raw) co_return std::nullopt;
    co_return std::move(*raw).mended();
}

MessageId MessageRepository::visible_after(const std::string& room) {
    StatementUse cleared(*statements_->last_cleared, room);
    return cleared.next_row() ? cleared.integer(0) : 0;
}

}  // namespace necsus
