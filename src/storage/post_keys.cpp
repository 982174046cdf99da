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
        : find(database.prepare("SELECT message FROM necsus_idempotency_keys"
                                " WHERE room = ? AND key = ? AND posted_at > ?")),
          remember(database.prepare("INSERT OR REPLACE INTO necsus_idempotency_keys"
                                    " (room, key, posted_at, message) VALUES (?, ?, ?, ?)")),
          forget(database.prepare("DELETE FROM necsus_idempotency_keys WHERE posted_at <= ?")) {}

    Prepared find, remember, forget;
};

PostKeys::PostKeys(Database& database, std::chrono::seconds time)
    : time_(time), statements_(std::make_unique<Statements>(database)) {}

PostKeys::~PostKeys() = default;

std::optional<std::string> PostKeys::message_of(const std::string& room, const std::string& key) {
    if (key.empty()) return std::nullopt;
    StatementUse found(*statements_->find, room, key, seconds_now() - time_.count());
    return found.next_row() ? std::optional(found.text(0)) : std::nullopt;
}

void PostKeys::remember(const std::string& room, const std::string& key, const std::string& message) {
    if (key.empty()) return;
    StatementUse(*statements_->forget, seconds_now() - time_.count()).run();
    StatementUse(*statements_->remember, room, key, seconds_now(), message).run();
}

}  // namespace necsus
