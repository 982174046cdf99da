// A server whose disk takes its time.
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <thread>

#include "support/process/http_client.hpp"
#include "support/process/room.hpp"
#include "support/process/server_process.hpp"

using namespace necsus::test;
using Clock = std::chrono::steady_clock;

namespace {

std::uintmax_t size_of(const std::string& path) {
    std::error_code none;
    auto size = std::filesystem::file_size(path, none);
    return none ? 0 : size;
}

}  // namespace

TEST_CASE("on a slow disk the WAL stays small under steady writing, and nobody else waits for the disk") {
    TempFolder folder;
    const auto wal = folder.file("necsus.db-wal");
    ServerProcess server(
        {.database = folder.file("necsus.db"),
         .environment = {
             {"LD_PRELOAD", SLOW_FSYNC}, {"SLOW_FSYNC_MS", "1000"}, {"ASAN_OPTIONS", "verify_asan_link_order=0"}}});
    std::atomic<bool> writing = true;
    std::size_t stored = 0;  // the others were refused: nobody waits without end
    std::thread writer([&] {
        HttpClient client(server.port());
        const Json message = {{"room", "r"}, {"author", "Emmy"}, {"text", std::string(100'000, 'x')}};
        for (int i = 0; i < 500; ++i) {  // some 50 MB
            stored += client.post("/api/actions/message", message).status == 200 ? 1 : 0;
        }
        writing = false;
    });
    std::uintmax_t largest = 0;
    Clock::duration longest{};
    HttpClient reader(server.port());
    while (writing) {
        const auto begin = Clock::now();
        CHECK(reader.get("/api/bots?room=other").status == 200);
        longest = std::max(longest, Clock::now() - begin);
        largest = std::max(largest, size_of(wal));
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    writer.join();
    CHECK(largest < 40'000'000);
    CHECK(longest < std::chrono::milliseconds(800));
    CHECK(stored > 400);
    CHECK(Room(server.port(), "r").messages().size() == stored);

    const auto deadline = Clock::now() + std::chrono::seconds(20);
    while (size_of(wal) > 2'000'000 && Clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(size_of(wal) <= 2'000'000);
}
