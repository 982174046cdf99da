#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "support/temp_folder.hpp"
#include "support/unit/store.hpp"

using namespace necsus;

namespace {

struct CheckpointCase {
    std::uintmax_t wal_bytes() const { return std::filesystem::file_size(folder / "necsus.db-wal"); }

    /// Some 16 MB in the WAL, a turn of the loop each.
    void write_much() {
        for (int i = 0; i < 20; ++i) write(1'000'000);
    }
    void write(std::size_t bytes) {
        auto stored = start(loop, store.messages.add_user_message(said("a", std::string(bytes, 'x')), ""));
        loop.restart();
        while (stored.wait_for(std::chrono::seconds(0)) != std::future_status::ready) REQUIRE(loop.run_one() == 1);
    }

    TempFolder folder;
    asio::io_context loop;
    Store store{loop, folder / "necsus.db"};
};

constexpr std::uintmax_t small = 2U << 20U;

}  // namespace

TEST_CASE_METHOD(CheckpointCase, "the WAL is moved into the file when it has grown, and cut") {
    write_much();
    finish(loop);
    CHECK(wal_bytes() < small);
    CHECK(std::filesystem::file_size(folder / "necsus.db") > 18'000'000);  // the last few pages may stay in the WAL
}

TEST_CASE_METHOD(CheckpointCase, "when nobody writes any more, a WAL of some size is moved, too") {
    write(5'000'000);
    CHECK(wal_bytes() > small);
    finish(loop);
    CHECK(wal_bytes() < small);
}

TEST_CASE_METHOD(CheckpointCase, "the first write to a WAL that begins anew comes from the worker") {
    write(5'000'000);
    finish(loop);  // it is moved when nobody writes any more
    CHECK(wal_bytes() > 0);
    SQLite::Database other((folder / "necsus.db").string(), SQLite::OPEN_READWRITE);
    auto checkpoint = SQLite::Statement(other, "PRAGMA wal_checkpoint(PASSIVE)");
    REQUIRE(checkpoint.executeStep());
    CHECK(checkpoint.getColumn(1).getInt() == 1);
}

TEST_CASE_METHOD(CheckpointCase, "while another program reads, its WAL stays; when it has ended, it is cut") {
    write(1000);
    SQLite::Database other((folder / "necsus.db").string(), SQLite::OPEN_READONLY);
    {
        SQLite::Statement reading(other, "SELECT id FROM messages");
        REQUIRE(reading.executeStep());
        write_much();
        finish(loop);
        CHECK(wal_bytes() > 10'000'000);
    }
    write_much();
    finish(loop);
    CHECK(wal_bytes() < small);
}

TEST_CASE_METHOD(CheckpointCase, "a single post writes few pages to the WAL") {
    auto say = [&](int number) {
        auto key = "5e0a7f6e-1111-4222-8333-" + std::to_string(100000000000 + number * 7919 % 100000);
        run(loop, store.messages.add_user_message(said("a", "what is seven times six?"), key));
    };
    int number = 0;
    while (number < 20) say(number++);
    const auto before = wal_bytes();
    while (number < 100) say(number++);
    const auto pages = static_cast<double>(wal_bytes() - before) / 4120 / 80;
    CHECK(pages < 3.5);  // the message, its index, its key
}
