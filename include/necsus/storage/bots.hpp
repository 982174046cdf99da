// The bots of all rooms.
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "necsus/async.hpp"
#include "necsus/model/bot.hpp"
#include "necsus/storage/database.hpp"

namespace necsus {

/// Why a bot is not put: a new one needs a room and a name; or its room has as many as it may have.
enum class PutProblem { incomplete, room_full };

/// Which bots, in ascending order of id: of one room, or of all.
struct BotRange {
    std::optional<std::string> room;
    BotId after = std::numeric_limits<BotId>::min();  // exclusive
};

class BotRepository {
  public:
    explicit BotRepository(Database& database);
    ~BotRepository();

    struct Put {
        std::optional<Bot> before;  // what it was, if it was there
        std::optional<Bot> now;     // nothing: there is a problem, and nothing was stored
        PutProblem problem = PutProblem::incomplete;
    };
    /// Creates the bot, or changes the one with this id; an unknown id creates the bot with that id. No room gets more
    /// than `max_in_room`; one that has them already keeps them.
    awaitable<Put> put(BotChange change, std::size_t max_in_room);

    struct Removed {
        Bot bot;
        std::vector<std::string> ended;  // rooms in which a conversation that it led is over
    };
    /// The bot that was deleted, or nothing. A conversation that it owns ends.
    awaitable<std::optional<Removed>> remove(BotId id);

    awaitable<std::optional<Bot>> find(BotId id);
    /// In order of id.
    awaitable<std::vector<Bot>> in_room(std::string room);

    static constexpr std::size_t page_bytes = 256U << 10U;

    struct Page {
        std::vector<Bot> bots;
        BotId last_id = 0;           // where the next page begins
        bool is_last = false;        // there is no next page
        std::size_t next_bytes = 0;  // what the first of the next page needs, if there was no room for it
    };
    /// The first bots of `range`, some hundred, whose texts take no more than `max_bytes`.
    awaitable<Page> page(BotRange range, std::size_t max_bytes = page_bytes);
    Page page(const Snapshot& now, const BotRange& range, std::size_t max_bytes = page_bytes);

  private:
    struct Statements;

    std::optional<Bot> read(BotId id);
    std::size_t count_in(const std::string& room);

    Database& database_;
    std::unique_ptr<Statements> statements_;
};

}  // namespace necsus
