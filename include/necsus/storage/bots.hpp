// The bots of all rooms.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "necsus/async.hpp"
#include "necsus/model/bot.hpp"
#include "necsus/storage/database.hpp"

namespace necsus {

class BotRepository {
  public:
    explicit BotRepository(Database& database);
    ~BotRepository();

    struct Put {
        std::optional<Bot> before;  // what it was, if it was there
        std::optional<Bot> now;     // nothing: a new bot needs a room and a name, and nothing was stored
    };
    /// Creates the bot, or changes the one with this id; an unknown id creates the bot with that id.
    awaitable<Put> put(BotChange change);

    /// The bot that was deleted, or nothing. A conversation that it owns ends.
    awaitable<std::optional<Bot>> remove(BotId id);

    awaitable<std::optional<Bot>> find(BotId id);
    /// In order of id.
    awaitable<std::vector<Bot>> in_room(std::string room);
    std::vector<Bot> in_room(const Snapshot& now, const std::string& room);
    awaitable<std::vector<Bot>> all();

  private:
    struct Statements;

    std::optional<Bot> read(BotId id);

    Database& database_;
    std::unique_ptr<Statements> statements_;
};

}  // namespace necsus
