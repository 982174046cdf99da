// A bot that thinks until the test lets it go on.
#pragma once

#include <future>
#include <string>
#include <utility>

#include "fake_bot.hpp"

namespace necsus::test {

class ThinkingBot {
  public:
    explicit ThinkingBot(std::string body = R"({"text": "thought about it"})")
        : bot_([this, answer = answer_text(body)](Socket& socket, const BotRequest&) {
              may_answer_.wait_for(patience);
              return socket.send(answer);
          }) {}
    ~ThinkingBot() { let_go(); }
    ThinkingBot(const ThinkingBot&) = delete;
    ThinkingBot& operator=(const ThinkingBot&) = delete;

    std::string url() const { return bot_.url(); }
    /// Waits until it has been asked this often.
    void wait_for_requests(std::size_t count = 1) { bot_.wait_for_requests(count); }
    std::size_t requests() { return bot_.requests().size(); }
    /// From now on it answers at once.
    void let_go() {
        if (!std::exchange(let_go_, true)) promise_.set_value();
    }

  private:
    bool let_go_ = false;
    std::promise<void> promise_;
    std::shared_future<void> may_answer_ = promise_.get_future().share();
    FakeBot bot_;
};

}  // namespace necsus::test
