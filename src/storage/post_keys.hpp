// What clients posted under an Idempotency-Key, and which message that became (docs/dev/protocol.md, section 4).
// Used by the repository of messages inside its own writes.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "necsus/model/message.hpp"
#include "necsus/storage/database.hpp"

namespace necsus {

class PostKeys {
  public:
    /// Keys are forgotten after `time`.
    PostKeys(Database& database, std::chrono::seconds time);
    ~PostKeys();

    struct Posted {
        MessageId message = 0;
        std::string when;  // as Message has it
    };
    /// What was posted to `room` under `key`; nothing if nothing was, or the key is empty.
    std::optional<Posted> posted(const std::string& room, const std::string& key);
    /// How many are remembered.
    std::size_t count();
    /// Does nothing for an empty key.
    void remember(const std::string& room, const std::string& key, const Message& message);

  private:
    struct Statements;

    std::chrono::seconds time_;
    std::unique_ptr<Statements> statements_;
};

}  // namespace necsus
