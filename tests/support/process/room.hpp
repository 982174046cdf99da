// A room as the people in it use it.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "http_client.hpp"

namespace necsus::test {

using Json = nlohmann::ordered_json;

inline const std::string message_action = "/api/actions/message";
/// The answer comes before those of the bots.
inline const Headers at_once{{"Prefer", "respond-async"}};

inline std::int64_t id_of(const Json& message) {
    return message.at("id").get<std::int64_t>();
}

/// Every call has a connection of its own, so that threads can share a room.
class Room {
  public:
    explicit Room(std::uint16_t port, std::string name = "test") : port_(port), name_(std::move(name)) {}

    const std::string& name() const { return name_; }
    std::string websocket_target() const { return "/ws/" + percent_encode(name_); }

    /// Installs a bot and returns its id. Without a pattern it answers to its name.
    std::int64_t install(const std::string& bot, const std::string& url,
                         const std::optional<std::string>& responds_to = std::nullopt);
    void remove(std::int64_t bot_id);
    std::vector<Json> bots() const;

    /// Emmy says it: the stored message, once all bots have answered.
    Json say(const std::string& text);
    /// Says it, and what came after it in the room.
    std::vector<Json> answers_to(const std::string& text);
    /// Says it, and the one message that came after it. Throws if there was none, or more.
    Json answer_to(const std::string& text);

    /// Emmy presses the button of a form.
    void press(std::int64_t bot_id, const Json& form_data = Json::object(), const Json& action_url = nullptr);

    void clear_messages();
    void clear_state();

    std::vector<Json> messages() const;
    /// As it came, for comparing bytes.
    std::string messages_as_text() const;
    /// Waits until the room's messages are as wanted. Throws with the messages if they don't become so.
    void wait_until(const std::function<bool(const std::vector<Json>&)>& as_wanted) const;

    /// POSTs to /api/actions/... and returns the answer. Throws with the refusal if it isn't 200.
    Json act(const std::string& action, const Json& body) const;

  private:
    std::uint16_t port_;
    std::string name_;
};

/// The texts of these messages, in order.
std::vector<std::string> texts(const std::vector<Json>& messages);

/// The bytes of a message's state in an array of messages as the server wrote it; of the last message.
std::string last_state_text(const std::string& messages);

/// Whether `part` stands in `text`.
bool holds(const std::string& text, const std::string& part);

}  // namespace necsus::test
