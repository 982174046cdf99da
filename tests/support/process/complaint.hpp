// What the room is told when a bot fails.
#pragma once

#include <string>

#include "fake_bot.hpp"
#include "room.hpp"
#include "server_process.hpp"

namespace necsus::test {

/// A server with a bot "TestBot" in a room.
class Complaints {
  public:
    explicit Complaints(ServerOptions options = {}) : server_(std::move(options)), room_(server_.port()) {}

    /// Calls the bot at this URL. Returns the text of the system message that came of it; throws if anything else came.
    std::string about(const std::string& url);
    /// Calls a bot that behaves like this.
    std::string about(FakeBot::Behaviour behaviour);
    /// Calls a bot that behaves like this and is good; returns its message.
    Json answer_of(FakeBot::Behaviour behaviour);

    Room& room() { return room_; }
    std::uint16_t port() const { return server_.port(); }

  private:
    Json message_from(const std::string& url);

    ServerProcess server_;
    Room room_;
};

}  // namespace necsus::test
