// What clients posted under an Idempotency-Key, and the answers that they were given (docs/dev/protocol.md, section 4).
// Used by the repository of messages inside its own writes.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "necsus/storage/database.hpp"

namespace necsus {

class PostKeys {
  public:
    /// Keys are forgotten after `time`.
    PostKeys(Database& database, std::chrono::seconds time);
    ~PostKeys();

    /// The message, as JSON, that was posted to `room` under `key`; nothing if none was, or the key is empty.
    std::optional<std::string> message_of(const std::string& room, const std::string& key);
    /// Does nothing for an empty key.
    void remember(const std::string& room, const std::string& key, const std::string& message);

  private:
    struct Statements;

    std::chrono::seconds time_;
    std::unique_ptr<Statements> statements_;
};

}  // namespace necsus
