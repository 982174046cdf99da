// Reading a room in parts (protocol, section 3): since as Python's int() reads it, before and limit.
#include <catch2/catch.hpp>

#include "support/process/child_process.hpp"
#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

namespace {

/// A server with messages 1 to 9: the odd ones in "r", the even ones elsewhere.
class History {
  public:
    History() {
        for (int id = 1; id <= 9; ++id) Room(server_.port(), id % 2 == 1 ? "r" : "elsewhere").say("hello");
    }
    std::vector<int> ids(const std::string& parameters) const {
        auto reply = HttpClient(server_.port()).get("/api/messages?room=r&" + parameters);
        if (reply.status != 200) throw std::runtime_error(reply.body);
        std::vector<int> found;
        for (const auto& message : reply.json()) found.push_back(message.at("id").get<int>());
        return found;
    }
    std::uint16_t port() const { return server_.port(); }

  private:
    ServerProcess server_;
};

const std::vector<int> all{1, 3, 5, 7, 9};

}  // namespace

TEST_CASE("since is read as Python's int() reads it, and anything else counts as absent") {
    History history;
    const std::vector<int> after_3{5, 7, 9};
    const std::vector<int> none;
    auto [since, ids] = GENERATE_COPY(table<std::string, std::vector<int>>({
        {"3", after_3},
        {"%2B3", after_3},
        {"003", after_3},
        {"0_3", after_3},
        {"0_0_3", after_3},
        {"+3", after_3},  // a blank and 3
        {"%203%20", after_3},
        {"%09%0A%0B%0C%0D3%0D%0A", after_3},
        {"%1C3%1F", after_3},
        {"%C2%A03%E3%80%80", after_3},
        {"3&since=5", {7, 9}},
        {"5&since=3", after_3},
        {"4", {5, 7, 9}},
        {"9", none},
        {"0", all},
        {"-0", all},
        {"-3", all},
        {"-9223372036854775809", all},
        {"-99999999999999999999999999", all},
        {"9223372036854775807", none},
        {"9223372036854775808", none},
        {"99999999999999999999999999", none},
        {"", all},
        {"+", all},
        {"x", all},
        {"3x", all},
        {"3.0", all},
        {"3e0", all},
        {"0x3", all},
        {"_3", all},
        {"3_", all},
        {"0__3", all},
        {"%2B_3", all},
        {"%2B-3", all},
        {"--3", all},
        {"%2B%203", all},
        {"3%205", all},
        {"3%005", all},
        {"3%00", all},
        {"None", all},
        {"%FF3", all},
    }));
    CAPTURE(since);
    CHECK(history.ids("since=" + since) == ids);
}

TEST_CASE("before and limit page backwards") {
    History history;
    const std::vector<int> none;
    auto [parameters, ids] = GENERATE_COPY(table<std::string, std::vector<int>>({
        {"limit=2", {7, 9}},
        {"limit=5", all},
        {"limit=6", all},
        {"limit=99999999999999999999", all},
        {"limit=0", none},
        {"before=7", {1, 3, 5}},
        {"before=6", {1, 3, 5}},
        {"before=7&limit=2", {3, 5}},
        {"before=7&limit=1", {5}},
        {"before=1", none},
        {"before=1&limit=2", none},
        {"before=0", none},
        {"before=-1", none},
        {"before=99999999999999999999&limit=1", {9}},
        {"since=1&before=9", {3, 5, 7}},
        {"since=1&before=9&limit=2", {5, 7}},
        {"since=3&limit=2", {7, 9}},
        {"since=7&limit=2", {9}},
        {"since=7&before=7", none},
        {"since=9&before=1", none},
        {"before=x&limit=y", all},
        {"before=&limit=", all},
        {"before=%207_&limit=1_0", all},
        {"before=+7+&limit=%2B2", {3, 5}},
    }));
    CAPTURE(parameters);
    CHECK(history.ids(parameters) == ids);
}

TEST_CASE("a room of many messages is read whole, by pages or in one go") {
    ServerProcess server;
    constexpr int count = 1000;
    std::string requests;
    for (int i = 0; i < count; ++i) {
        Json body{{"room", "r"}, {"author", "a"}, {"text", std::to_string(i)}};
        requests += request_text("POST", "/api/actions/message", body.dump());
    }
    auto socket = Socket::connect(server.port());
    REQUIRE(socket.send(requests));
    std::string received;
    std::vector<Json> posted;
    for (int i = 0; i < count; ++i) posted.push_back(read_reply(socket, received).json());

    HttpClient client(server.port());
    auto whole = client.get("/api/messages?room=r").json();
    CHECK(whole.get<std::vector<Json>>() == posted);
    CHECK(client.get("/api/messages?room=r&since=" + posted.at(99).at("id").dump()).json().size() == count - 100);

    std::vector<Json> pages;
    std::string before;
    for (;;) {
        auto page = client.get("/api/messages?room=r&limit=70" + before).json();
        pages.insert(pages.begin(), page.begin(), page.end());
        if (page.size() < 70) break;
        before = "&before=" + page.front().at("id").dump();
    }
    CHECK(pages == posted);
}

TEST_CASE("a room that nobody has written in is empty") {
    ServerProcess server;
    auto reply = HttpClient(server.port()).get("/api/messages?room=nobody");
    CHECK(reply.status == 200);
    CHECK(reply.header("content-type") == "application/json");
    CHECK(reply.body == "[]");
}

TEST_CASE("rows that another program writes are listed and replayed alike, at once") {
    TempFolder folder;
    ServerProcess server({.database = folder.file("necsus.db")});
    Room room(server.port(), "r");
    room.say("one");
    run_command(
        {"sqlite3", folder.file("necsus.db"),
         "INSERT INTO messages (room, author, kind, text, \"when\") VALUES ('r', 'Importer', 'user', 'two', '1')"},
        "/");
    CHECK(room.messages().size() == 2);
    WebSocketClient socket(server.port(), "/ws/r");
    CHECK(socket.next_event().at("data").at("text") == "one");
    CHECK(socket.next_event().at("data").at("text") == "two");
    room.say("three");
    CHECK(socket.next_event().at("data").at("text") == "three");
}
