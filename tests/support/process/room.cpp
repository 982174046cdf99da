#include "room.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>

namespace necsus::test {

Json Room::act(const std::string& action, const Json& body) const {
    HttpClient client(port_);
    auto reply = client.request("POST", "/api/actions/" + action, body.dump());
    if (reply.status != 200) throw std::runtime_error(action + " was refused: " + reply.body);
    return reply.json();
}

std::int64_t Room::install(const std::string& bot, const std::string& url,
                           const std::optional<std::string>& responds_to) {
    Json body{{"room", name_}, {"name", bot}, {"url", url}};
    if (responds_to) body["responds_to"] = *responds_to;
    return act("bot", body).at("id").get<std::int64_t>();
}

void Room::remove(std::int64_t bot_id) {
    HttpClient client(port_);
    auto reply = client.request("DELETE", "/api/actions/bot", Json{{"id", bot_id}}.dump());
    if (reply.status != 200) throw std::runtime_error("the bot could not be deleted: " + reply.body);
}

std::vector<Json> Room::bots() const {
    return HttpClient(port_).get("/api/bots?room=" + percent_encode(name_)).json().get<std::vector<Json>>();
}

Json Room::say(const std::string& text) {
    return act("message", {{"room", name_}, {"author", "Emmy"}, {"text", text}});
}

std::vector<Json> Room::answers_to(const std::string& text) {
    auto since = say(text).at("id").get<std::int64_t>();
    auto target = "/api/messages?room=" + percent_encode(name_) + "&since=" + std::to_string(since);
    return HttpClient(port_).get(target).json().get<std::vector<Json>>();
}

Json Room::answer_to(const std::string& text) {
    auto answers = answers_to(text);
    if (answers.size() != 1) throw std::runtime_error("not one answer to " + text + " but " + Json(answers).dump());
    return answers.front();
}

void Room::press(std::int64_t bot_id, const Json& form_data, const Json& action_url) {
    act("message-form", {{"room", name_},
                         {"author", "Emmy"},
                         {"bot_id", bot_id},
                         {"form_data", form_data},
                         {"action_url", action_url}});
}

void Room::clear_messages() {
    act("clear-room-messages", {{"room", name_}});
}

void Room::clear_state() {
    act("clear-room-state", {{"room", name_}});
}

std::string Room::messages_as_text() const {
    return HttpClient(port_).get("/api/messages?room=" + percent_encode(name_)).body;
}

std::vector<Json> Room::messages() const {
    return Json::parse(messages_as_text()).get<std::vector<Json>>();
}

void Room::wait_until(const std::function<bool(const std::vector<Json>&)>& as_wanted) const {
    auto deadline = std::chrono::steady_clock::now() + patience;
    for (auto now = messages(); !as_wanted(now); now = messages()) {
        if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("only: " + Json(now).dump());
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

std::vector<std::string> texts(const std::vector<Json>& messages) {
    std::vector<std::string> found;
    for (const auto& message : messages) found.push_back(message.at("text").get<std::string>());
    return found;
}

std::string last_state_text(const std::string& messages) {
    constexpr std::string_view key = "\"state\":";
    constexpr std::string_view end = "}]";
    auto at = messages.rfind(key) + key.size();
    return messages.substr(at, messages.size() - end.size() - at);
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace necsus::test
