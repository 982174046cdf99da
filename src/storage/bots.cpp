#include "necsus/storage/bots.hpp"

#include "conversations.hpp"
#include "statement.hpp"

namespace necsus {

namespace {

constexpr std::size_t page_bots = 200;

Bot bot_of(StatementUse& row) {
    Bot bot;
    bot.id = row.integer(0);
    bot.room = row.text(1);
    bot.name = row.text(2);
    bot.responds_to = row.optional_text(3);
    bot.url = row.text(4);
    return bot;
}

/// Old files may hold bots with names of megabytes.
std::size_t bot_bytes(StatementUse& row) {
    return row.size(1) + row.size(2) + row.size(3) + row.size(4);
}

BotRepository::Page page_of(StatementUse& rows, BotId after, std::size_t max_bytes) {
    BotRepository::Page page;
    page.last_id = after;
    for (std::size_t bytes = 0; page.bots.size() < page_bots;) {
        if (!rows.next_row()) {
            page.is_last = true;
            break;
        }
        auto size = bot_bytes(rows);
        bytes += size;
        if (bytes > max_bytes) {
            page.next_bytes = size;
            break;
        }
        page.bots.push_back(bot_of(rows));
        page.last_id = page.bots.back().id;
    }
    return page;
}

}  // namespace

struct BotRepository::Statements {
    using Prepared = std::unique_ptr<SQLite::Statement>;

    explicit Statements(Database& database)
        : find(database.prepare("SELECT id, room, name, responds_to, url FROM bots WHERE id = ?")),
          in_room(database.prepare("SELECT id, room, name, responds_to, url FROM bots WHERE room = ? ORDER BY id")),
          room_page(database.prepare("SELECT id, room, name, responds_to, url FROM bots WHERE room = ? AND id > ?"
                                     " ORDER BY id")),
          page(database.prepare("SELECT id, room, name, responds_to, url FROM bots WHERE room IS NOT NULL AND id > ?"
                                " ORDER BY id")),
          put(database.prepare("INSERT INTO bots (id, room, name, responds_to, url) VALUES (?, ?, ?, ?, ?)"
                               " ON CONFLICT (id) DO UPDATE SET room = excluded.room, name = excluded.name,"
                               " responds_to = excluded.responds_to, url = excluded.url")),
          count(database.prepare("SELECT count(*) FROM bots WHERE room = ?")),
          remove(database.prepare("DELETE FROM bots WHERE id = ?")),
          conversations(database) {}

    Prepared find, in_room, room_page, page, put, count, remove;
    Conversations conversations;
};

BotRepository::BotRepository(Database& database)
    : database_(database), statements_(std::make_unique<Statements>(database)) {}

BotRepository::~BotRepository() = default;

awaitable<BotRepository::Put> BotRepository::put(BotChange change, std::size_t max_in_room) {
    auto work = [this, change = std::move(change), max_in_room] {
        Put put;
        if (change.id) put.before = read(*change.id);
        bool can_be_new = change.room && change.name && change.id.value_or(0) <= max_chosen_bot_id;
        if (!put.before && !can_be_new) return put;
        Bot bot = put.before.value_or(Bot{});
        if (change.room) bot.room = *change.room;
        if (change.name) bot.name = *change.name;
        if (change.responds_to) bot.responds_to = *change.responds_to;
        if (change.url) bot.url = *change.url;
        bool moves = put.before && put.before->room != bot.room;
        if (moves && !change.url) bot.url = cut_user_info(bot.url);  // who asks may be of the new room alone
        if (moves && !change.name) bot.name = for_other_rooms(bot).name;
        bool comes_here = !put.before || put.before->room != bot.room;
        if (comes_here && count_in(bot.room) >= max_in_room) {
            put.problem = PutProblem::room_full;
            return put;
        }
        StatementUse(*statements_->put, change.id, bot.room, bot.name, bot.responds_to, bot.url).run();
        bot.id = change.id ? *change.id : database_.last_insert_id();
        put.now = std::move(bot);
        return put;
    };
    return database_.write(std::move(work));
}

awaitable<std::optional<BotRepository::Removed>> BotRepository::remove(BotId id) {
    auto work = [this, id]() -> std::optional<Removed> {
        auto bot = read(id);
        if (!bot) return std::nullopt;
        StatementUse(*statements_->remove, id).run();
        return Removed{std::move(*bot), statements_->conversations.end_all_of(id)};
    };
    return database_.write(std::move(work));
}

awaitable<std::optional<Bot>> BotRepository::find(BotId id) {
    auto work = [this, id](const Snapshot&) { return read(id); };
    return database_.read(std::move(work));
}

awaitable<std::vector<Bot>> BotRepository::in_room(std::string room) {
    auto work = [this, room = std::move(room)](const Snapshot&) {
        std::vector<Bot> bots;
        StatementUse rows(*statements_->in_room, room);
        while (rows.next_row()) bots.push_back(bot_of(rows));
        return bots;
    };
    return database_.read(std::move(work));
}

awaitable<BotRepository::Page> BotRepository::page(BotRange range, std::size_t max_bytes) {
    auto work = [this, range = std::move(range), max_bytes](const Snapshot& now) {
        return page(now, range, max_bytes);
    };
    return database_.read(std::move(work));
}

BotRepository::Page BotRepository::page(const Snapshot&, const BotRange& range, std::size_t max_bytes) {
    if (range.room) {
        StatementUse rows(*statements_->room_page, *range.room, range.after);
        return page_of(rows, range.after, max_bytes);
    }
    StatementUse rows(*statements_->page, range.after);
    return page_of(rows, range.after, max_bytes);
}

std::size_t BotRepository::count_in(const std::string& room) {
    StatementUse row(*statements_->count, room);
    row.next_row();
    return static_cast<std::size_t>(row.integer(0));
}

std::optional<Bot> BotRepository::read(BotId id) {
    StatementUse row(*statements_->find, id);
    return row.next_row() ? std::optional(bot_of(row)) : std::nullopt;
}

}  // namespace necsus
