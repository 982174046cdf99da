// A bot on a raw socket, as well- or ill-behaved as a test wants it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "socket.hpp"

namespace necsus::test {

/// A request as the bot got it.
struct BotRequest {
    std::string head;  // request line and headers, as sent
    std::string body;
    nlohmann::ordered_json json() const { return nlohmann::ordered_json::parse(body); }
};

class FakeBot {
  public:
    /// Called for each request, on a thread of its connection. True keeps the connection for another request.
    using Behaviour = std::function<bool(Socket&, const BotRequest&)>;

    /// `greeting` is sent to whoever connects, before anything was asked.
    explicit FakeBot(Behaviour behaviour, std::string greeting = {});
    ~FakeBot();
    FakeBot(const FakeBot&) = delete;
    FakeBot& operator=(const FakeBot&) = delete;

    std::uint16_t port() const { return port_; }
    std::string url(const std::string& path = "/bot") const;

    /// What came so far. `wait_for_requests` waits until there are at least `count`.
    std::vector<BotRequest> requests();
    std::vector<BotRequest> wait_for_requests(std::size_t count);
    int connections() const { return connections_; }

  private:
    void accept_loop();
    void serve(Socket& socket);

    Behaviour behaviour_;
    std::string greeting_;
    int listener_;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::atomic<int> connections_ = 0;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<BotRequest> requests_;
    std::vector<int> open_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

/// A whole HTTP/1.1 answer with Content-Length.
std::string answer_text(const std::string& body, const std::string& status = "200 OK", const std::string& headers = {});

/// Sends `bytes` and closes.
FakeBot::Behaviour sends(std::string bytes);
/// Answers with this JSON, and keeps the connection.
FakeBot::Behaviour answers(nlohmann::json reply);

}  // namespace necsus::test
