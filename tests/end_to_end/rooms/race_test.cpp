// People come and go while others write: nobody misses a message or gets one twice (protocol, section 8).
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "support/process/fake_bot.hpp"
#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

namespace {

constexpr int visitors = 20;
constexpr int posts = 200;

/// Joins, leaves after a few messages, and rejoins with since, until the message "end"; puts its parts together.
class Visitor {
  public:
    Visitor(std::uint16_t port, int stay) : port_(port), stay_(stay), thread_([this] { visit(); }) {}
    ~Visitor() {
        if (thread_.joinable()) thread_.join();
    }

    bool is_in() const { return is_in_; }
    std::vector<Json> seen() {
        thread_.join();
        return seen_;
    }
    int visits() const { return visits_; }
    const std::string& failure() const { return failure_; }

  private:
    void visit() {
        try {
            while (seen_.empty() || seen_.back().at("text") != "end") stay_a_while();
        } catch (const std::exception& error) {
            failure_ = error.what();
        }
    }

    void stay_a_while() {
        auto target = seen_.empty() ? std::string("/ws/r") : "/ws/r?since=" + seen_.back().at("id").dump();
        WebSocketClient socket(port_, target);
        ++visits_;
        is_in_ = true;
        for (int i = 0; i < stay_; ++i) {
            auto event = socket.next_event();
            if (event.at("kind") != "message") continue;
            seen_.push_back(event.at("data"));
            if (seen_.back().at("text") == "end") return;
        }
        // Some say goodbye, some break off, some just close.
        if (visits_ % 3 == 0) socket.send(WebSocketClient::closing, "\x03\xE8");
        if (visits_ % 3 == 1) socket.socket().reset();
    }

    std::uint16_t port_;
    int stay_;
    std::vector<Json> seen_;
    std::string failure_;
    std::atomic<int> visits_ = 0;
    std::atomic<bool> is_in_ = false;
    std::thread thread_;
};

/// All at the same time, on a connection each; the answers.
std::vector<Json> post_at_once(std::uint16_t port) {
    std::vector<Socket> sockets;
    for (int i = 0; i < posts; ++i) sockets.push_back(Socket::connect(port));
    for (int i = 0; i < posts; ++i) {
        Json body{{"room", "r"}, {"author", "a"}, {"text", std::to_string(i)}};
        sockets[static_cast<std::size_t>(i)].send(request_text("POST", "/api/actions/message", body.dump()));
    }
    std::vector<Json> stored;
    for (auto& socket : sockets) {
        std::string received;
        stored.push_back(read_reply(socket, received).json());
    }
    return stored;
}

void check_visitors(std::uint16_t port, std::vector<std::unique_ptr<Visitor>>& all) {
    auto stored = Room(port, "r").messages();
    for (std::size_t i = 1; i < stored.size(); ++i) CHECK(stored[i - 1].at("id") < stored[i].at("id"));
    int visits = 0;
    for (auto& visitor : all) {
        auto seen = visitor->seen();
        CHECK(visitor->failure().empty());
        CHECK(texts(seen) == texts(stored));
        CHECK(seen == stored);
        visits += visitor->visits();
    }
    CHECK(visits > 10 * visitors);  // they did come and go
}

std::vector<std::unique_ptr<Visitor>> invite(std::uint16_t port) {
    std::vector<std::unique_ptr<Visitor>> all;
    for (int i = 0; i < visitors; ++i) all.push_back(std::make_unique<Visitor>(port, 1 + i));
    auto deadline = std::chrono::steady_clock::now() + patience;
    for (auto& visitor : all) {
        while (!visitor->is_in()) {
            if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("a visitor cannot join");
            std::this_thread::yield();
        }
    }
    return all;
}

}  // namespace

TEST_CASE("200 posts at once and 20 sockets that come and go: each of them sees what the database holds") {
    ServerProcess server;
    auto all = invite(server.port());
    std::vector<Json> posted;
    for (int round = 0; round < 5; ++round) {
        for (auto& message : post_at_once(server.port())) posted.push_back(std::move(message));
    }
    Room room(server.port(), "r");
    posted.push_back(room.say("end"));
    check_visitors(server.port(), all);

    auto by_id = [](const Json& a, const Json& b) { return a.at("id") < b.at("id"); };
    std::sort(posted.begin(), posted.end(), by_id);
    CHECK(room.messages() == posted);
}

TEST_CASE("the same with a bot that answers each of them, and a database in a file") {
    TempFolder folder;
    ServerProcess server({.database = folder.file("necsus.db")});
    FakeBot bot(answers({{"text", "heard you"}}));
    Room room(server.port(), "r");
    auto id = room.install("Listener", bot.url(), ".");
    auto all = invite(server.port());
    auto posted = post_at_once(server.port());
    CHECK(posted.size() == posts);
    room.remove(id);
    room.say("end");
    check_visitors(server.port(), all);
    CHECK(room.messages().size() == 2 * posts + 1);
}
