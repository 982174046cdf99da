#include "necsus/storage/bots.hpp"

#include "conversations.hpp"
#include "statement.hpp"

namespace necsus {

namespace {

Bot bot_of(StatementUse& row) {
    Bot bot;
    bot.id = row.integer(0);
    bot.room = row.text(1);
    bot.name = row.text(2);
    bot.responds_to = row.optional_text(3);
    bot.url = row.text(4);
    return bot;
}

std::vector<Bot> bots_of(StatementUse& rows) {
    std::vector<Bot> bots;
    while (rows.next_row()) bots.push_back(bot_of(rows));
    return bots;
}

}  // namespace

struct BotRepository::Statements {
    using Prepared = std::unique_ptr<SQLite::Statement>;

    explicit Statements(Database& database)
        : find(database.prepare("SELECT id, room, name, responds_to, url FROM bots WHERE id = ?")),
          in_room(database.prepare("SELECT id, room, name, responds_to, url FROM bots WHERE room = ? ORDER BY id")),
          all(database.prepare("SELECT id, room, name, responds_to, url FROM bots WHERE room IS NOT NULL ORDER BY id")),
          put(database.prepare("INSERT INTO bots (id, room, name, responds_to, url) VALUES (?, ?, ?, ?, ?)"
                               " ON CONFLICT (id) DO UPDATE SET room = excluded.room, name = excluded.name,"
                               " responds_to = excluded.responds_to, url = excluded.url")),
          remove(database.prepare("DELETE FROM bots WHERE id = ?")),
          conversations(database) {}

    Prepared find, in_room, all, put, remove;
    Conversations conversations;
};

BotRepository::BotRepository(Database& database)
    : database_(database), statements_(std::make_unique<Statements>(database)) {}

BotRepository::~BotRepository() = default;

awaitable<BotRepository::Put> BotRepository::put(BotChange change) {
    auto result = database_.write([&] {
        Put put;
        if (change.id) put.before = read(*change.id);
        bool can_be_new = change.room && change.name && change.id.value_or(0) <= max_chosen_bot_id;
        if (!put.before && !can_be_new) return put;
        Bot bot = put.before.value_or(Bot{});
        if (change.room) bot.room = *change.room;
        if (change.name) bot.name = *change.name;
        if (change.responds_to) bot.responds_to = *change.responds_to;
        if (change.url) bot.url = *change.url;
        StatementUse(*statements_->put, change.id, bot.room, bot.name, bot.responds_to, bot.url).run();
        bot.id = change.id ? *change.id : database_.last_insert_id();
        put.now = std::move(bot);
        return put;
    });
    co_await database_.committed();
    co_return result;
}

awaitable<std::optional<Bot>> BotRepository::remove(BotId id) {
    auto removed = database_.write([&] {
        auto bot = read(id);
        if (bot) {
            StatementUse(*statements_->remove, id).run();
            statements_->conversations.end_all_of(id);
        }
        return bot;
    });
    co_await database_.committed();
    co_return removed;
}

awaitable<std::optional<Bot>> BotRepository::find(BotId id) {
    auto work = [this, id](const Snapshot&) { return read(id); };
    return database_.read(std::move(work));
}

awaitable<std::vector<Bot>> BotRepository::in_room(std::string room) {
    auto work = [this, room = std::move(room)](const Snapshot& now) { return in_room(now, room); };
    return database_.read(std::move(work));
}

std::vector<Bot> BotRepository::in_room(const Snapshot&, const std::string& room) {
    StatementUse rows(*statements_->in_room, room);
    return bots_of(rows);
}

awaitable<std::vector<Bot>> BotRepository::all() {
    auto work = [this](const Snapshot&) {
        StatementUse rows(*statements_->all);
        return bots_of(rows);
    };
    return database_.read(std::move(work));
}

std::optional<Bot> BotRepository::read(BotId id) {
    StatementUse row(*statements_->find, id);
    return row.next_row() ? std::optional(bot_of(row)) : std::nullopt;
}

}  // namespace necsus
