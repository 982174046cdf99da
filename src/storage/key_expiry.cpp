#include "necsus/storage/key_expiry.hpp"

#include <algorithm>
#include <ctime>
#include <utility>
#include <vector>

#include "statement.hpp"

namespace necsus {

namespace {

/// A turn takes about this.
constexpr auto expiry_time = std::chrono::milliseconds(1);
constexpr std::size_t keys_at_once = 200;

/// While a key lives, all are looked through so often: few are kept for much longer than they should be.
constexpr int looks_in_a_lifetime = 4;

}  // namespace

// The table is in the order of rooms and keys, and has no index by age: each post would have to write to that, too.
struct KeyExpiry::Statements {
    using Prepared = std::unique_ptr<SQLite::Statement>;

    explicit Statements(Database& database)
        : after(database.prepare("SELECT room, key, posted_at FROM necsus_idempotency_keys"
                                 " WHERE (room, key) > (?, ?) ORDER BY room, key")),
          forget(database.prepare("DELETE FROM necsus_idempotency_keys WHERE room = ? AND key = ?")) {}

    Prepared after, forget;
};

KeyExpiry::KeyExpiry(Executor executor, Database& database, std::chrono::seconds time)
    : executor_(executor), database_(database), time_(time), statements_(std::make_unique<Statements>(database)) {}

KeyExpiry::~KeyExpiry() = default;

void KeyExpiry::start() {
    if (running_ || Clock::now() < next_time_) return;
    next_time_ = Clock::now() + std::chrono::milliseconds(time_) / looks_in_a_lifetime;
    running_ = true;
    spawn(executor_, run(), "forgetting Idempotency-Keys");
}

awaitable<void> KeyExpiry::run() {
    room_.clear();
    key_.clear();
    std::exception_ptr failure;
    try {
        bool some_left = true;
        while (some_left) {
            auto work = [this] { return forget_some(); };
            some_left = co_await database_.write(std::move(work));
            co_await database_.caught_up();
            co_await next_turn(executor_);
        }
    } catch (const std::exception&) {
        failure = std::current_exception();  // logged by who spawned this; what is left is found the next time
    }
    running_ = false;
    if (failure) std::rethrow_exception(failure);
}

/// False at the table's end.
bool KeyExpiry::forget_some() {
    auto too_old = static_cast<std::int64_t>(std::time(nullptr)) - time_.count();
    std::vector<std::pair<std::string, std::string>> expired;
    bool at_end = true;
    {
        auto end = Clock::now() + expiry_time;
        const auto room = room_;
        const auto key = key_;
        StatementUse rows(*statements_->after, room, key);
        while (rows.next_row()) {
            room_ = rows.bytes(0);
            key_ = rows.bytes(1);
            if (rows.integer(2) <= too_old) expired.emplace_back(room_, key_);
            at_end = false;
            if (expired.size() >= keys_at_once || Clock::now() >= end) break;
        }
    }
    auto end = Clock::now() + expiry_time;
    for (const auto& [room, key] : expired) {
        StatementUse(*statements_->forget, room, key).run();
        if (Clock::now() < end) continue;
        room_ = room;
        key_ = key;
        break;
    }
    return !at_end;
}

}  // namespace necsus
