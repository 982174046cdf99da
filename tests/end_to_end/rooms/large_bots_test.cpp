// Bots of an older server, whose names have no bound: they are read a page at a time.
#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "support/process/child_process.hpp"
#include "support/process/http_client.hpp"
#include "support/process/memory.hpp"
#include "support/process/program.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"
#include "support/process/websocket_client.hpp"

using namespace necsus::test;

namespace {

constexpr int bots = 15;
constexpr std::size_t name_bytes = 2'000'000;

/// A server whose one room has 30 MB of bots.
struct Old {
    Old() {
        { ServerProcess makes_the_file({.database = path}); }
        run_command(
            {"sqlite3", path,
             "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(bots) +
                 ") INSERT INTO bots (room, name, url) SELECT 'old', replace(hex(zeroblob(" +
                 std::to_string(name_bytes / 2) + ")), '0', 'n'), '' FROM n"},
            "/");
        server.emplace(ServerOptions{.database = path});
    }

    TempFolder folder;
    std::string path = folder.file("old.db");
    std::optional<ServerProcess> server;
};

/// Megabytes that the server had at the most, over what it has now, while `job` ran.
template <class Job>
double peak(const Old& old, Job job) {
    auto before = megabytes(old.server->pid(), "VmRSS");
    job();
    return megabytes(old.server->pid(), "VmHWM") - before;
}

}  // namespace

TEST_CASE_METHOD(Old, "a list of very large bots costs a page of memory, and is whole") {
    const auto* target = GENERATE("/api/bots", "/api/bots?room=old");
    auto grown = peak(*this, [&] {
        auto listed = HttpClient(server->port()).get(target);
        CHECK(listed.status == 200);
        auto json = listed.json();
        CHECK(json.size() == bots);
        CHECK(json.back().at("id") == bots);
        CHECK(json.back().at("name").get<std::string>().size() == name_bytes);
    });
    INFO("grown by MB: " << grown);
    CHECK((grown < 40 || sanitized()));
}

TEST_CASE_METHOD(Old, "a newcomer gets all bots, and one that doesn't read costs a page") {
    auto grown = peak(*this, [&] {
        std::vector<std::unique_ptr<WebSocketClient>> silent;
        for (int i = 0; i < 8; ++i) {
            silent.push_back(
                std::make_unique<WebSocketClient>(server->port(), Room(server->port(), "old").websocket_target()));
        }
        HttpClient(server->port()).post("/api/actions/message", {{"room", "old"}, {"author", "a"}, {"text", "now"}});
        auto reader = std::make_unique<WebSocketClient>(server->port(), Room(server->port(), "old").websocket_target());
        for (int id = 1; id <= bots; ++id) {
            auto event = reader->next_event();
            REQUIRE(event.at("kind") == "put_bot");
            CHECK(event.at("data").at("id") == id);
        }
        CHECK(reader->next_event().at("data").at("text") == "now");
    });
    INFO("grown by MB: " << grown);
    CHECK((grown < 120 || sanitized()));  // all of them would be 270
}
