#include "storage/file_watch.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "necsus/log.hpp"
#include "support/temp_folder.hpp"
#include "support/unit/store.hpp"

using namespace necsus;
namespace fs = std::filesystem;

namespace {

/// A server's database, whose files are meddled with.
struct WatchedFile {
    WatchedFile() {
        set_up_log("off", "text");
        for (int i = 0; i < 20; ++i) REQUIRE(is_stored());
    }

    fs::path path(const std::string& suffix = "") const { return folder / ("necsus.db" + suffix); }
    bool is_stored() {
        try {
            run(loop, store.messages.add_user_message(said("room", "x"), ""));
            return true;
        } catch (const DatabaseError& error) {
            trouble = error.trouble;
            words = error.what();
            return false;
        }
    }
    /// Within some milliseconds.
    bool is_refused() {
        const auto deadline = Clock::now() + run_deadline;
        while (is_stored() && Clock::now() < deadline) continue;
        UNSCOPED_INFO(words);
        return trouble == DatabaseTrouble::moved;
    }
    void move_into_file(const std::string& how) {
        SQLite::Database other(path().string(), SQLite::OPEN_READWRITE);
        other.exec("PRAGMA wal_checkpoint(" + how + ")");
    }

    asio::io_context loop;
    TempFolder folder;
    Store store{loop, folder / "necsus.db"};
    DatabaseTrouble trouble = DatabaseTrouble::failed;
    std::string words = "(nothing failed)";
};

}  // namespace

TEST_CASE_METHOD(WatchedFile, "a file that is moved away is not written to, and is again when it is back") {
    auto suffix = GENERATE("", "-wal", "-shm");
    CAPTURE(suffix);
    fs::rename(path(suffix), folder / "away");
    CHECK(is_refused());
    CHECK(is_refused());
    fs::rename(folder / "away", path(suffix));
    CHECK(is_stored());
}

TEST_CASE_METHOD(WatchedFile, "a file that is deleted or replaced is not written to") {
    fs::remove(path());
    CHECK(is_refused());
    std::ofstream(path()) << "another one";
    CHECK(is_refused());
}

TEST_CASE_METHOD(WatchedFile, "a file that is cut off is not written to") {
    auto [suffix, bytes] = GENERATE(table<std::string, int>({{"", 0}, {"", 4096}, {"-wal", 0}, {"-wal", 8000}}));
    CAPTURE(suffix, bytes);
    fs::resize_file(path(suffix), static_cast<std::uintmax_t>(bytes));
    CHECK(is_refused());
    CHECK(is_refused());
}

TEST_CASE_METHOD(WatchedFile, "an index that is cut off is made anew, and nothing is lost") {
    auto bytes = GENERATE(0, 100, 4096, 20'000);
    CAPTURE(bytes);
    auto whole = fs::file_size(path("-shm"));
    for (int i = 0; i < 3; ++i) {
        fs::resize_file(path("-shm"), static_cast<std::uintmax_t>(bytes));
        if (i != 1) CHECK(is_stored());
        if (i == 1) CHECK(run(loop, store.messages.find("room", 1)));
        CHECK(fs::file_size(path("-shm")) == whole);
    }
    CHECK(is_stored());
    SQLite::Database other(path().string(), SQLite::OPEN_READONLY);
    CHECK(other.execAndGet("SELECT count(*) FROM messages").getInt() == 23);
    CHECK(other.execAndGet("PRAGMA integrity_check").getString() == "ok");
}

TEST_CASE_METHOD(WatchedFile, "a file that a copy is written over is not written to") {
    {
        SQLite::Database copy((folder / "copy.db").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        copy.exec("CREATE TABLE messages (id)");
    }
    std::ofstream(path(), std::ios::binary) << std::ifstream(folder / "copy.db", std::ios::binary).rdbuf();
    CHECK(is_refused());
}

TEST_CASE_METHOD(WatchedFile, "what other programs do by way of SQLite is no harm") {
    SECTION("checkpoints") {
        auto how = GENERATE("PASSIVE", "FULL", "RESTART", "TRUNCATE");
        CAPTURE(how);
        for (int i = 0; i < 3; ++i) {
            move_into_file(how);
            CHECK(is_stored());
            CHECK(is_stored());
        }
    }
    SECTION("their writing, and VACUUM") {
        SQLite::Database other(path().string(), SQLite::OPEN_READWRITE);
        for (int i = 0; i < 3; ++i) {
            other.exec("CREATE TABLE IF NOT EXISTS x AS SELECT randomblob(100000)");
            CHECK(is_stored());
            other.exec("DROP TABLE x; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
            CHECK(is_stored());
            CHECK(is_stored());
        }
    }
    SECTION("a reader that keeps a checkpoint from its end") {
        SQLite::Database reader(path().string(), SQLite::OPEN_READONLY);
        reader.exec("BEGIN; SELECT count(*) FROM messages");
        CHECK(is_stored());
        move_into_file("PASSIVE");
        CHECK(is_stored());
        reader.exec("COMMIT");
        move_into_file("TRUNCATE");
        CHECK(is_stored());
    }
    SECTION("a backup") {
        SQLite::Database reader(path().string(), SQLite::OPEN_READONLY);
        reader.exec("VACUUM INTO '" + (folder / "backup.db").string() + "'");
        CHECK(is_stored());
    }
}
