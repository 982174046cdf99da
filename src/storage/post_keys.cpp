#include "post_keys.hpp"

#include <ctime>

#include "statement.hpp"

namespace necsus {

namespace {

std::int64_t seconds_now() {
    return static_cast<std::int64_t>(std::time(nullptr));
}

}  // namespace

struct PostKeys::Statements {
    using Prepared = std::unique_ptr<SQLite::Statement>;

    explicit Statements(Database& database)
        : find(database.prepare("SELECT message, posted_at FROM necsus_idempotency_keys"
                                " WHERE room = ? AND key = ? AND posted_at > ?")),
          count(database.prepare("SELECT count(*) FROM necsus_idempotency_keys WHERE posted_at > ?")),
          remember(database.prepare("INSERT OR REPLACE INTO necsus_idempotency_keys"
                                    " (room, key, posted_at, message) VALUES (?, ?, ?, ?)")) {}

    Prepared find, count, remember;
};

PostKeys::PostKeys(Database& database, std::chrono::seconds time)
    : time_(time), statements_(std::make_unique<Statements>(database)) {}

PostKeys::~PostKeys() = default;

std::optional<PostKeys::Posted> PostKeys::posted(const std::string& room, const std::string& key) {
    if (key.empty()) return std::nullopt;
    StatementUse found(*statements_->find, room, key, seconds_now() - time_.count());
    if (!found.next_row()) return std::nullopt;
    Posted posted{found.integer(0), std::to_string(found.integer(1))};
    auto id_and_when = found.text(0);
    auto blank = id_and_when.find(' ');
    if (blank != std::string::npos) posted.when = id_and_when.substr(blank + 1);
    return posted;
}

std::size_t PostKeys::count() {
    StatementUse counted(*statements_->count, seconds_now() - time_.count());
    counted.next_row();
    return static_cast<std::size_t>(counted.integer(0));
}

void PostKeys::remember(const std::string& room, const std::string& key, const Message& message) {
    if (key.empty()) return;
    auto id_and_when = std::to_string(message.id) + ' ' + message.when;
    StatementUse(*statements_->remember, room, key, seconds_now(), id_and_when).run();
}

}  // namespace necsus
