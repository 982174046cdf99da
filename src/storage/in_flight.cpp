#include "necsus/storage/in_flight.hpp"

#include <algorithm>
#include <utility>

#include "necsus/log.hpp"
#include "statement.hpp"

namespace necsus {

namespace {

/// A commit for each post that woke no bot would cost a tenth of it.
constexpr auto gathering_time = std::chrono::milliseconds(50);
constexpr auto time_between_tries = std::chrono::seconds(1);
constexpr std::size_t ends_at_once = 200;

}  // namespace

struct InFlight::Statements {
    using Prepared = std::unique_ptr<SQLite::Statement>;

    explicit Statements(Database& database)
        : begin(database.prepare("INSERT INTO necsus_activations (message_id, bot_id)"
                                 " SELECT ?1, ?2 WHERE ?2 IS NOT NULL"
                                 " OR EXISTS (SELECT 1 FROM bots WHERE room = ?3)")),
          begin_again(database.prepare("UPDATE necsus_activations SET message_id = ?1, bot_id = ?2,"
                                       " answered_bot_id = NULL, room = NULL, bot_name = NULL"
                                       " WHERE id = ?4 AND (?2 IS NOT NULL"
                                       " OR EXISTS (SELECT 1 FROM bots WHERE room = ?3))")),
          begin_form(database.prepare("INSERT INTO necsus_activations (room, bot_name) VALUES (?, ?)")),
          note_answer(database.prepare("UPDATE necsus_activations SET answered_bot_id = ? WHERE id = ?")),
          remove(database.prepare("DELETE FROM necsus_activations WHERE id = ?")),
          left(database.prepare("SELECT it.id, coalesce(it.room, messages.room, '') AS its_room, message_id, bot_id,"
                                " bot_name, coalesce(answered_bot_id, 0) FROM necsus_activations AS it"
                                " LEFT JOIN messages ON messages.id = message_id ORDER BY its_room, it.id")) {}

    Prepared begin, begin_again, begin_form, note_answer, remove, left;
};

InFlight::InFlight(Executor executor, Database& database)
    : executor_(executor), database_(database), statements_(std::make_unique<Statements>(database)), swept_(executor) {}

InFlight::~InFlight() = default;

ActivationId InFlight::begin(const std::string& room, MessageId message,
                             const std::optional<Conversation>& conversation) {
    std::optional<BotId> bot;
    if (conversation) bot = conversation->bot_id;
    if (ended_.empty()) {
        bool noted = StatementUse(*statements_->begin, message, bot, room).run() > 0;
        return noted ? database_.last_insert_id() : no_activation;
    }
    // Cheaper than a new row for this one and deleting the other.
    auto id = ended_.back();
    bool noted = StatementUse(*statements_->begin_again, message, bot, room, id).run() > 0;
    if (noted) ended_.pop_back();
    return noted ? id : no_activation;
}

awaitable<ActivationId> InFlight::begin_form(std::string room, std::string bot_name) {
    auto work = [this, room = std::move(room), bot_name = std::move(bot_name)] {
        StatementUse(*statements_->begin_form, room, bot_name).run();
        return database_.last_insert_id();
    };
    return database_.write(std::move(work));
}

void InFlight::note_answer(ActivationId activation, BotId bot) {
    StatementUse(*statements_->note_answer, bot, activation).run();
}

void InFlight::remove(ActivationId activation) {
    StatementUse(*statements_->remove, activation).run();
}

std::vector<LeftActivation> InFlight::left() {
    std::vector<LeftActivation> all;
    StatementUse rows(*statements_->left);
    while (rows.next_row()) {
        LeftActivation one;
        one.id = rows.integer(0);
        one.room = rows.text(1);
        one.message = rows.optional_integer(2);
        one.bot = rows.optional_integer(3);
        one.bot_name = rows.optional_text(4);
        one.answered = rows.integer(5);
        all.push_back(std::move(one));
    }
    return all;
}

void InFlight::ended(ActivationId activation) {
    if (activation == no_activation) return;
    ended_.push_back(activation);
    if (!std::exchange(sweeping_, true)) spawn(executor_, sweep(), "forgetting activations that have ended");
}

awaitable<void> InFlight::sweep() {
    Timer timer(executor_);
    while (!ended_.empty()) {
        timer.expires_after(gathering_time);
        co_await timer.async_wait(as_result);
        bool failed = false;
        try {
            while (!ended_.empty()) co_await remove_some();
        } catch (const DatabaseError&) {
            failed = true;
        }
        if (!failed) continue;
        timer.expires_after(time_between_tries);
        co_await timer.async_wait(as_result);
    }
    sweeping_ = false;
    swept_.fire();
}

awaitable<void> InFlight::remove_some() {
    auto count = std::min(ended_.size(), ends_at_once);
    std::vector<ActivationId> some(ended_.end() - static_cast<std::ptrdiff_t>(count), ended_.end());
    ended_.resize(ended_.size() - count);  // at once: none of them may serve another while we wait
    auto work = [this, some] {
        for (auto id : some) remove(id);
    };
    std::exception_ptr failure;
    try {
        co_await database_.write(std::move(work));
    } catch (const DatabaseError&) {
        failure = std::current_exception();
    }
    if (!failure) co_return;
    ended_.insert(ended_.end(), some.begin(), some.end());
    std::rethrow_exception(failure);
}

awaitable<void> InFlight::caught_up(Clock::time_point deadline) {
    if (sweeping_) co_await swept_.fired_by(deadline);
}

}  // namespace necsus
