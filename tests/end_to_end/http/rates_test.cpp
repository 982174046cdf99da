// How often clients may change something: by client address and by room (protocol, section 1).
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;
using Catch::Matchers::Contains;

namespace {

/// As a proxy on this machine says it.
Headers from(const std::string& address) {
    return {{"X-Forwarded-For", address}};
}

Json message(const std::string& room, const std::string& text = "hi") {
    return {{"room", room}, {"author", "Ada"}, {"text", text}};
}

/// Of so many messages, those that were taken.
int taken(HttpClient& client, int count, const std::string& room, const Headers& headers) {
    int good = 0;
    for (int i = 0; i < count; ++i) {
        auto reply = client.post(message_action, message(room), headers);
        if (reply.status == 200) ++good;
    }
    return good;
}

/// Runs `job(i)` for each i below `count`, some at a time; how many answered true.
template <class Job>
int right_away(int count, Job job) {
    constexpr int threads = 12;
    std::atomic<int> next = 0;
    std::atomic<int> good = 0;
    std::vector<std::thread> running;
    running.reserve(threads);
    for (int i = 0; i < threads; ++i) {
        running.emplace_back([&] {
            for (int job_number = next++; job_number < count; job_number = next++) good += job(job_number) ? 1 : 0;
        });
    }
    for (auto& thread : running) thread.join();
    return good;
}

}  // namespace

TEST_CASE("an address that posts too often is told when to come again, and others are not held up") {
    ServerProcess server({.flags = {"--message-rate", "0.2", "--message-burst", "4"}});
    HttpClient client(server.port());
    CHECK(taken(client, 6, "r", from("192.0.2.1")) == 4);

    auto refused = client.post(message_action, message("elsewhere"), from("192.0.2.1"));
    CHECK(refused.status == 429);
    auto seconds = std::stoi(refused.header("retry-after"));
    CHECK(seconds >= 1);
    CHECK(seconds <= 5);
    CHECK_THAT(refused.message(), Contains("Too many messages") && Contains("0.2 a second") && Contains("4 at once") &&
                                      Contains("again in " + refused.header("retry-after") + " s"));
    CHECK(taken(client, 1, "r", from("192.0.2.2")) == 1);
    CHECK(client.get("/api/messages?room=r", from("192.0.2.1")).json().size() == 5);
    CHECK(client.get("/api/messages?room=elsewhere", from("192.0.2.1")).body == "[]");
}

TEST_CASE("who waits as long as it was told is taken") {
    ServerProcess server({.flags = {"--message-rate", "2", "--message-burst", "1"}});
    HttpClient client(server.port());
    CHECK(taken(client, 1, "r", from("192.0.2.1")) == 1);
    auto refused = client.post(message_action, message("r"), from("192.0.2.1"));
    REQUIRE(refused.status == 429);
    std::this_thread::sleep_for(std::chrono::seconds(std::stoi(refused.header("retry-after"))));
    CHECK(taken(client, 1, "r", from("192.0.2.1")) == 1);
}

TEST_CASE("all that changes something counts together") {
    ServerProcess server({.flags = {"--message-rate", "0.1", "--message-burst", "6"}});
    HttpClient client(server.port());
    auto of = [&](const std::string& method, const std::string& path, const Json& body) {
        return client.request(method, path, body.dump(), from("192.0.2.1")).status;
    };
    const Json bot = {{"room", "r"}, {"name", "Echo"}};
    const Json form = {{"room", "r"}, {"author", "a"}, {"bot_id", 1}, {"form_data", Json::object()}};
    const Json room = {{"room", "r"}};
    auto all = [&] {
        return std::vector{
            of("POST", message_action, message("r")),          of("POST", "/api/actions/bot", bot),
            of("POST", "/api/actions/message-form", form),     of("DELETE", "/api/actions/bot", {{"id", 1}}),
            of("POST", "/api/actions/clear-room-state", room), of("POST", "/api/actions/clear-room-messages", room)};
    };
    CHECK(all() == std::vector<int>(6, 200));
    CHECK(all() == std::vector<int>(6, 429));
}

TEST_CASE("a room takes so many messages, from however many addresses they come") {
    ServerProcess server({.flags = {"--room-message-rate", "0.1", "--room-message-burst", "3"}});
    HttpClient client(server.port());
    int good = 0;
    for (int i = 1; i <= 5; ++i) good += taken(client, 1, "busy", from("192.0.2." + std::to_string(i)));
    CHECK(good == 3);
    auto refused = client.post(message_action, message("busy"), from("192.0.2.9"));
    CHECK(refused.status == 429);
    CHECK_FALSE(refused.header("retry-after").empty());
    CHECK_THAT(refused.message(), Contains("in this room"));
    CHECK(taken(client, 3, "quiet", from("192.0.2.1")) == 3);
}

TEST_CASE("a room pays nothing for a bot that another room keeps, since too much happens there") {
    ServerProcess server({.flags = {"--room-message-rate", "0.1", "--room-message-burst", "3"}});
    HttpClient client(server.port());
    auto bot = Room(server.port(), "busy").install("Echo", "http://localhost:1/");
    taken(client, 3, "busy", from("192.0.2.1"));
    for (int i = 0; i < 5; ++i) {
        auto reply = client.post("/api/actions/bot", {{"room", "quiet"}, {"id", bot}}, from("192.0.2.1"));
        CHECK(reply.status == 429);
    }
    CHECK(taken(client, 3, "quiet", from("192.0.2.2")) == 3);
}

TEST_CASE("a household's addresses of IPv6 are one client") {
    ServerProcess server({.flags = {"--message-rate", "0.1", "--message-burst", "2"}});
    HttpClient client(server.port());
    CHECK(taken(client, 1, "r", from("2001:db8:1:2::1")) == 1);
    CHECK(taken(client, 1, "r", from("2001:db8:1:2:ffff::1")) == 1);
    CHECK(taken(client, 1, "r", from("2001:db8:1:2::9")) == 0);
    CHECK(taken(client, 1, "r", from("2001:db8:1:3::1")) == 1);
}

TEST_CASE("a program on this machine has no limit, unless a flag says so") {
    auto limited = GENERATE(false, true);
    ServerProcess server({.flags = {"--message-burst", "2", "--room-message-burst", "2", "--message-rate", "0.1",
                                    "--room-message-rate", "0.1", "--limit-local-clients", limited ? "on" : "off"}});
    HttpClient client(server.port());
    CHECK(taken(client, 10, "r", {}) == (limited ? 2 : 10));
}

TEST_CASE("300 students behind one address join, chat and reload at once, within the defaults") {
    ServerProcess server;
    constexpr int students = 300;
    const auto school = from("203.0.113.7");
    Room room(server.port(), "class");
    std::vector<std::unique_ptr<WebSocketClient>> sockets(students);

    auto joins = [&](int i) {
        HttpClient client(server.port());
        bool has_page = client.get("/class", school).status == 200;
        bool has_history = client.get("/api/messages?room=class&limit=50", school).status == 200;
        sockets[static_cast<std::size_t>(i)] =
            std::make_unique<WebSocketClient>(server.port(), room.websocket_target() + "?last=1", school);
        return has_page && has_history;
    };
    CHECK(right_away(students, joins) == students);

    auto chats = [&](int) {
        HttpClient client(server.port());
        return taken(client, 5, "class", school) == 5 && client.get("/class", school).status == 200;
    };
    CHECK(right_away(students, chats) == students);
    CHECK(right_away(students, joins) == students);  // and all press "reload"
    CHECK(room.messages().size() == students * 5);
}

TEST_CASE("while as many keys are remembered as may be, a new one is refused, and the old ones still count") {
    ServerProcess server({.flags = {"--max-idempotency-keys", "2", "--idempotency-time", "3600"}});
    HttpClient client(server.port());
    auto post = [&](const std::string& key) {
        return client.post(message_action, message("r"), {{"Idempotency-Key", key}});
    };
    auto first = post("1");
    CHECK(post("2").status == 200);
    auto refused = post("3");
    CHECK(refused.status == 503);
    CHECK(std::stoi(refused.header("retry-after")) > 3000);
    CHECK_THAT(refused.message(), Contains("Idempotency-Key") && Contains("Nothing was stored"));
    CHECK(post("1").body == first.body);
    CHECK(client.post(message_action, message("r")).status == 200);
    CHECK(client.get("/api/messages?room=r").json().size() == 3);
}
