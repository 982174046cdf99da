// A bot whose URL is a NeCSuS server's own API wakes nobody and changes nothing (protocol, section 5).
#include <catch2/catch.hpp>

#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"

using namespace necsus::test;

namespace {

std::string url_of(const ServerProcess& server, const std::string& target) {
    return "http://127.0.0.1:" + std::to_string(server.port()) + target;
}

const std::vector<std::string> actions{"message", "message-form", "bot", "clear-room-messages", "clear-room-state"};

}  // namespace

TEST_CASE("a bot whose URL is an action of the server fails once for each message, and does nothing") {
    ServerProcess server;
    for (const auto& action : actions) {
        CAPTURE(action);
        Room room(server.port(), action);
        room.install("Mirror", url_of(server, "/api/actions/" + action), ".*");
        auto bots = room.bots();
        for (int i = 0; i < 2; ++i) {
            auto told = room.answer_to("hello");
            CHECK(told.at("kind") == "system");
            CHECK(holds(told.at("text"), "403 (Forbidden)"));
            CHECK(holds(told.at("text"), "own API"));
            CHECK(holds(told.at("text"), "Mirror"));
        }
        CHECK(room.messages().size() == 4);
        CHECK(room.bots() == bots);
    }
}

TEST_CASE("two servers whose bots are each other's API don't wake each other") {
    ServerProcess one, other;
    Room here(one.port()), there(other.port());
    here.install("There", url_of(other, "/api/actions/message"), ".*");
    there.install("Here", url_of(one, "/api/actions/message"), ".*");
    CHECK(holds(here.answer_to("hello").at("text"), "own API"));
    CHECK(there.messages().empty());
    CHECK(here.messages().size() == 2);
}

TEST_CASE("what is no action of the server answers a bot's call as it answers anybody, and wakes nobody") {
    ServerProcess server;
    Room room(server.port());
    for (const std::string target :
         {"/", "/test", "/api/messages?room=test", "/api/bots", "/ws/test", "/api/nothing"}) {
        CAPTURE(target);
        auto bot = room.install("Mirror", url_of(server, target), ".*");
        CHECK(room.answer_to("hello").at("kind") == "system");
        room.remove(bot);
    }
}

TEST_CASE("an action that is asked for as a bot is refused with 403 and a sentence") {
    ServerProcess server;
    HttpClient client(server.port());
    Headers call{{"NeCSuS-Call", "1"}};
    for (const auto& action : actions) {
        CAPTURE(action);
        Json body{{"room", "r"}, {"author", "a"}, {"text", "t"}, {"name", "n"}, {"bot_id", 1}, {"form_data", 1}};
        auto reply = client.post("/api/actions/" + action, body, call);
        CHECK(reply.status == 403);
        CHECK(holds(reply.message(), "not a bot"));
    }
    CHECK(client.request("DELETE", "/api/actions/bot", R"({"id":1})", call).status == 403);
    CHECK(client.get("/api/bots").body == "[]");
    CHECK(Room(server.port(), "r").messages().empty());
}
