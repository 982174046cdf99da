#include "necsus/storage/bots.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "support/unit/store.hpp"

using namespace necsus;

namespace {

struct BotsCase {
    BotRepository::Put put(BotChange change) { return run(loop, store.bots.put(std::move(change), many_bots)); }
    std::vector<BotId> ids(const std::string& room) {
        std::vector<BotId> found;
        for (const auto& bot : run(loop, store.bots.in_room(room))) found.push_back(bot.id);
        return found;
    }

    asio::io_context loop;
    Store store{loop};
};

BotChange change_of(BotId id) {
    BotChange change;
    change.id = id;
    return change;
}

}  // namespace

TEST_CASE_METHOD(BotsCase, "a new bot gets an id, and what it was not given is empty") {
    BotChange change;
    change.room = "lobby";
    change.name = "Echo";
    const auto made = put(change);
    CHECK_FALSE(made.before);
    REQUIRE(made.now);
    CHECK(to_json(*made.now) == R"({"id":1,"room":"lobby","name":"Echo","responds_to":null,"url":""})");
    const auto found = run(loop, store.bots.find(1));
    REQUIRE(found);
    CHECK(to_json(*found) == to_json(*made.now));
}

TEST_CASE_METHOD(BotsCase, "a new bot needs a room and a name") {
    BotChange no_room;
    no_room.name = "Echo";
    BotChange no_name;
    no_name.room = "lobby";
    for (const auto& change : {no_room, no_name, BotChange{}, change_of(7)}) CHECK_FALSE(put(change).now);
    CHECK(all_bots(loop, store).empty());
}

TEST_CASE_METHOD(BotsCase, "of a bot that is changed, absent fields keep their values") {
    auto first = new_bot("lobby", "Echo", "http://h/echo");
    first.responds_to = "^hi";
    put(first);

    SECTION("the name alone") {
        auto change = change_of(1);
        change.name = "";
        CHECK(to_json(*put(change).now) ==
              R"({"id":1,"room":"lobby","name":"","responds_to":"^hi","url":"http://h/echo"})");
    }
    SECTION("the URL alone") {
        auto change = change_of(1);
        change.url = "http://h/new";
        CHECK(to_json(*put(change).now) ==
              R"({"id":1,"room":"lobby","name":"Echo","responds_to":"^hi","url":"http://h/new"})");
    }
    SECTION("the pattern cleared") {
        auto change = change_of(1);
        change.responds_to = std::optional<std::string>();
        CHECK(to_json(*put(change).now) ==
              R"({"id":1,"room":"lobby","name":"Echo","responds_to":null,"url":"http://h/echo"})");
    }
    SECTION("the pattern emptied") {
        auto change = change_of(1);
        change.responds_to = "";
        CHECK(to_json(*put(change).now) ==
              R"({"id":1,"room":"lobby","name":"Echo","responds_to":"","url":"http://h/echo"})");
    }
    SECTION("the room: then it is known where it was") {
        auto change = change_of(1);
        change.room = "other";
        const auto moved = put(change);
        REQUIRE(moved.before);
        CHECK(moved.before->room == "lobby");
        CHECK(moved.now->room == "other");
        CHECK(ids("lobby").empty());
        CHECK(ids("other") == std::vector<BotId>{1});
    }
    SECTION("nothing at all") {
        CHECK(to_json(*put(change_of(1)).now) ==
              R"({"id":1,"room":"lobby","name":"Echo","responds_to":"^hi","url":"http://h/echo"})");
    }
    CHECK(all_bots(loop, store).size() == 1);
}

TEST_CASE_METHOD(BotsCase, "an unknown id creates the bot with that id, and later ones come after it") {
    auto change = new_bot("lobby", "Echo");
    change.id = 100;
    const auto made = put(change);
    CHECK_FALSE(made.before);
    REQUIRE(made.now);
    CHECK(made.now->id == 100);
    CHECK(put(new_bot("lobby", "Next")).now->id == 101);
}

TEST_CASE_METHOD(BotsCase, "bots are listed by id, of a room or of the whole server") {
    auto third = new_bot("a", "Third");
    third.id = 3;
    put(third);
    auto first = new_bot("a", "First");
    first.id = 1;
    put(first);
    auto second = new_bot("b", "Second");
    second.id = 2;
    put(second);
    CHECK(ids("a") == std::vector<BotId>{1, 3});
    CHECK(ids("b") == std::vector<BotId>{2});
    CHECK(ids("A").empty());
    const auto all = all_bots(loop, store);
    REQUIRE(all.size() == 3);
    CHECK(all[0].name == "First");
    CHECK(all[1].name == "Second");
    CHECK(all[2].name == "Third");
}

TEST_CASE_METHOD(BotsCase, "a deleted bot is handed back, and its id is not used again") {
    put(new_bot("lobby", "Echo"));
    const auto removed = run(loop, store.bots.remove(1));
    REQUIRE(removed);
    CHECK(removed->bot.name == "Echo");
    CHECK(removed->ended.empty());
    CHECK_FALSE(run(loop, store.bots.find(1)));
    CHECK_FALSE(run(loop, store.bots.remove(1)));
    CHECK(put(new_bot("lobby", "Next")).now->id == 2);
}

TEST_CASE_METHOD(BotsCase, "bots made in one turn have different ids") {
    auto first = start(loop, store.bots.put(new_bot("lobby", "First"), many_bots));
    auto second = start(loop, store.bots.put(new_bot("lobby", "Second"), many_bots));
    finish(loop);
    CHECK(first.get().now->id == 1);
    CHECK(second.get().now->id == 2);
}

TEST_CASE_METHOD(BotsCase, "many bots come in pages, by id, of one room or of all") {
    for (int i = 0; i < 450; ++i) put(new_bot(i % 3 == 0 ? "other" : "lobby", std::to_string(i)));
    const auto room = GENERATE(as<std::optional<std::string>>(), std::nullopt, "lobby");
    BotRange range;
    range.room = room;
    std::vector<BotId> ids;
    std::size_t pages = 0;
    for (bool is_last = false; !is_last; ++pages) {
        const auto page = run(loop, store.bots.page(range));
        for (const auto& bot : page.bots) ids.push_back(bot.id);
        range.after = page.last_id;
        is_last = page.is_last;
    }
    CHECK(ids.size() == (room ? 300 : 450));
    CHECK(std::is_sorted(ids.begin(), ids.end()));
    CHECK(pages == (room ? 2 : 3));
}

TEST_CASE_METHOD(BotsCase, "a page has the bots for which there is room, and says how much the next one needs") {
    for (int i = 0; i < 5; ++i) put(new_bot("lobby", std::string(1'000'000, 'n')));
    BotRange range;
    range.room = "lobby";
    for (BotId id = 1; id <= 5; ++id) {
        const auto none = run(loop, store.bots.page(range));
        CHECK(none.bots.empty());
        CHECK_FALSE(none.is_last);
        CHECK(none.next_bytes > 1'000'000);
        const auto page = run(loop, store.bots.page(range, none.next_bytes));
        REQUIRE(page.bots.size() == 1);
        CHECK(page.bots[0].id == id);
        CHECK(page.is_last == (id == 5));
        range.after = page.last_id;
    }
    const auto end = run(loop, store.bots.page(range));
    CHECK(end.bots.empty());
    CHECK(end.is_last);
}
