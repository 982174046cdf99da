#include "storage/file_lock.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "support/temp_folder.hpp"
#include "support/unit/store.hpp"

using namespace necsus;
using Catch::Matchers::Contains;

TEST_CASE("a second server on one database is refused, whatever it calls the file, until the first one has ended") {
    namespace fs = std::filesystem;
    TempFolder folder;
    const fs::path path = folder / "necsus.db";
    asio::io_context loop;
    auto first = std::make_unique<Store>(loop, path);
    fs::create_symlink(path, folder / "symbolic.db");
    fs::create_hard_link(path, folder / "hard.db");
    fs::create_directory(folder / "sub");

    for (const fs::path& same : {path, fs::path(folder / "symbolic.db"), fs::path(folder / "hard.db"),
                                 fs::path(folder / "sub/../necsus.db")}) {
        CAPTURE(same);
        CHECK_THROWS_WITH(FileLock(same), Contains(same.string()) && Contains("another server uses it"));
    }
    CHECK_NOTHROW(Store(loop, folder / "other.db"));
    CHECK_NOTHROW(Store(loop));

    first.reset();
    CHECK_NOTHROW(Store(loop, path));
}

TEST_CASE("a file that can't be opened isn't locked, and it is not our lock that says so") {
    TempFolder folder;
    CHECK(FileLock(folder / "nowhere/necsus.db").descriptor() == -1);
    CHECK(FileLock(folder.path()).descriptor() == -1);
}
