#include "necsus/http/body_memory.hpp"

#include <catch2/catch.hpp>

using namespace necsus;
using Part = BodyMemory::Part;

namespace {

constexpr std::size_t most = 1'000'000;

struct Memory : BodyMemory {
    explicit Memory(asio::io_context& loop) : BodyMemory(loop.get_executor(), most) {}
};

}  // namespace

TEST_CASE("bodies take no more memory together than they may") {
    asio::io_context loop;
    Memory memory(loop);
    Part one(memory, "a");
    Part other(memory, "b");
    CHECK(one.grow_to(600'000));
    CHECK(other.grow_to(350'000));
    CHECK_FALSE(other.grow_to(400'001));
    CHECK_FALSE(one.grow_to(700'000));
    CHECK(memory.used_bytes() == 950'000);
    CHECK(one.grow_to(600'000));
    CHECK(memory.used_bytes() == 950'000);
}

TEST_CASE("one client's bodies leave room for others'") {
    asio::io_context loop;
    Memory memory(loop);
    std::vector<Part> greedy;
    for (int i = 0; i < 10; ++i) {
        greedy.emplace_back(memory, "greedy");
        greedy.back().grow_to(100'000);
    }
    CHECK(memory.used_bytes() == 900'000);
    Part other(memory, "other");
    CHECK(other.grow_to(50'000));
    CHECK(other.grow_to(100'000));
}

TEST_CASE("a small body is always taken") {
    asio::io_context loop;
    Memory memory(loop);
    Part large(memory, "a");
    REQUIRE(large.grow_to(most));
    CHECK(Part(memory, "b").grow_to(BodyMemory::small_body_bytes));
    CHECK_FALSE(Part(memory, "b").grow_to(BodyMemory::small_body_bytes + 1));
}

TEST_CASE("what a body took is given back when it goes, and only once") {
    asio::io_context loop;
    Memory memory(loop);
    {
        Part part(memory, "a");
        REQUIRE(part.grow_to(500'000));
        Part moved(std::move(part));
        Part assigned;
        assigned = std::move(moved);
        CHECK(memory.used_bytes() == 500'000);
        Part second(memory, "a");
        REQUIRE(second.grow_to(300'000));
        second = Part();
        CHECK(memory.used_bytes() == 500'000);
    }
    CHECK(memory.used_bytes() == 0);
}
