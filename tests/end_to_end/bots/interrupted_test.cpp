// Bots that were thinking when the server was killed: the next start tells their rooms (protocol, section 5).
#include <catch2/catch.hpp>
#include <csignal>

#include "support/process/child_process.hpp"
#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/thinking_bot.hpp"

using namespace necsus::test;

namespace {

void say(std::uint16_t port, const std::string& room, const std::string& text) {
    Json body{{"room", room}, {"author", "Emmy"}, {"text", text}};
    CHECK(HttpClient(port).post("/api/actions/message", body, at_once).status == 202);
}

/// Rows of activations in the file.
std::string rows(const std::string& database) {
    ChildProcess asking({"sqlite3", database, "SELECT count(*) FROM necsus_activations"});
    asking.wait();
    return asking.output();
}

}  // namespace

TEST_CASE("killed while bots are thinking, the server tells their rooms at the next start and calls nobody again") {
    TempFolder folder;
    ServerOptions options{.database = folder.file("necsus.db")};
    ThinkingBot bot;
    std::int64_t form_bot = 0;
    {
        ServerProcess server(options);
        Room room(server.port(), "r"), many(server.port(), "many"), quiet(server.port(), "quiet");
        form_bot = room.install("EchoBot", bot.url(), "echo");
        many.install("SlowBot", bot.url(), ".");
        quiet.install("Nobody", bot.url(), "nothing");
        say(server.port(), "r", "echo <this>");
        Json form{{"room", "r"}, {"author", "Emmy"}, {"bot_id", form_bot}, {"form_data", Json::object()}};
        CHECK(HttpClient(server.port()).post("/api/actions/message-form", form, at_once).status == 202);
        for (int i = 0; i < 20; ++i) say(server.port(), "many", "hello");
        say(server.port(), "quiet", "hello");
        say(server.port(), "without", "hello");
        bot.wait_for_requests(22);
        server.kill();
    }
    auto calls = bot.requests();
    {
        ServerProcess server(options);
        Room room(server.port(), "r"), many(server.port(), "many");
        room.wait_until([](const auto& messages) { return messages.size() == 3; });
        many.wait_until([](const auto& messages) { return messages.size() == 21; });
        auto told = texts(room.messages());
        CHECK(holds(told[1], "The server was stopped while <b>EchoBot</b> was thinking"));
        CHECK(holds(told[1], "echo &lt;this&gt;"));
        CHECK(holds(told[2], "a form"));
        CHECK(holds(many.messages().back().at("text"), "20 messages"));
        CHECK(Room(server.port(), "quiet").messages().size() == 1);
        CHECK(Room(server.port(), "without").messages().size() == 1);
        CHECK(bot.requests() == calls);
        server.kill();
    }
    ServerProcess server(options);
    CHECK(Room(server.port(), "r").messages().size() == 3);
    server.stop();
    CHECK(rows(options.database) == "0\n");
}

TEST_CASE("after a clean stop nothing is in flight, and the next start tells nothing") {
    TempFolder folder;
    ServerOptions options{.flags = {"--stop-grace", "0.1"}, .database = folder.file("necsus.db")};
    ThinkingBot bot;
    {
        ServerProcess server(options);
        Room room(server.port(), "r");
        room.install("Thinker", bot.url(), "think");
        say(server.port(), "r", "think");
        say(server.port(), "r", "about nothing");
        bot.wait_for_requests();
        server.send_signal(SIGTERM);
        CHECK(server.wait() == 0);
    }
    CHECK(rows(options.database) == "0\n");
    ServerProcess server(options);
    CHECK(Room(server.port(), "r").messages().size() == 3);
}
