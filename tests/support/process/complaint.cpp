#include "complaint.hpp"

#include <stdexcept>

namespace necsus::test {

Json Complaints::message_from(const std::string& url) {
    auto id = room_.install("TestBot", url);
    auto message = room_.answer_to("TestBot");
    room_.remove(id);
    return message;
}

std::string Complaints::about(const std::string& url) {
    auto message = message_from(url);
    bool is_complaint = message["kind"] == "system" && message["author"] == "NeCSuS" && message["from_bot"].is_null() &&
                        message["state"].is_null();
    if (!is_complaint) throw std::runtime_error("not a complaint: " + message.dump());
    return message["text"].get<std::string>();
}

std::string Complaints::about(FakeBot::Behaviour behaviour) {
    FakeBot bot(std::move(behaviour));
    return about(bot.url());
}

Json Complaints::answer_of(FakeBot::Behaviour behaviour) {
    FakeBot bot(std::move(behaviour));
    auto message = message_from(bot.url());
    if (message["kind"] != "bot") throw std::runtime_error("not a bot's answer: " + message.dump());
    return message;
}

}  // namespace necsus::test
