#include "log_queue.hpp"

#include <catch2/catch.hpp>

using namespace necsus;
using std::chrono::milliseconds;

namespace {

const LogQueue::Time beginning{};

/// Lines as they are, and gaps as numbers.
std::string taken(LogQueue& queue, LogQueue::Time now = beginning) {
    std::string text;
    for (const auto& piece : queue.take(now)) {
        text += piece.lines;
        if (piece.lost > 0) text += std::to_string(piece.lost);
    }
    return text;
}

}  // namespace

TEST_CASE("lines come out as they went in") {
    LogQueue queue({100, 1000});
    CHECK(queue.empty());
    queue.add("a", false, beginning);
    queue.add("b", true, beginning);
    CHECK(queue.has_lines());
    CHECK(taken(queue) == "ab");
    CHECK(queue.empty());
    CHECK(queue.bytes() == 2);
    queue.finish(0);
    CHECK(queue.bytes() == 0);
}

TEST_CASE("what finds no room is counted, and its gap told once, when half of the room is free again") {
    LogQueue queue({4, 1000});
    for (const auto* line : {"a", "b", "c", "d", "e", "f"}) queue.add(line, false, beginning);
    CHECK(taken(queue) == "abcd");
    queue.add("g", false, beginning);  // nothing is written yet
    CHECK_FALSE(queue.is_ready(beginning));
    queue.finish(0);
    CHECK(queue.is_ready(beginning));
    queue.add("h", false, beginning);
    CHECK(taken(queue) == "3h");
}

TEST_CASE("lines that come too fast are counted until the second has passed") {
    LogQueue queue({100, 2});
    for (const auto* line : {"a", "b", "c"}) queue.add(line, false, beginning + milliseconds(1));
    CHECK(taken(queue, beginning + milliseconds(2)) == "ab");
    queue.add("d", false, beginning + milliseconds(1000));
    CHECK_FALSE(queue.is_ready(beginning + milliseconds(1000)));
    CHECK(queue.is_ready(beginning + milliseconds(1001)));
    CHECK(taken(queue, beginning + milliseconds(1001)) == "2");
    queue.add("e", false, beginning + milliseconds(1002));
    CHECK(taken(queue, beginning + milliseconds(1003)) == "e");
}

TEST_CASE("what matters has as many lines a second to itself") {
    LogQueue queue({100, 1});
    for (const auto* line : {"a", "b"}) queue.add(line, false, beginning + milliseconds(1));
    for (const auto* line : {"C", "D"}) queue.add(line, true, beginning + milliseconds(1));
    CHECK(taken(queue, beginning + milliseconds(1001)) == "a1C1");
}

TEST_CASE("what could not be written is told before what came since") {
    LogQueue queue({100, 1000});
    queue.add("a", false, beginning);
    CHECK(taken(queue) == "a");
    queue.add("b", false, beginning);
    queue.finish(7);
    queue.add("c", false, beginning);
    CHECK(taken(queue) == "7bc");
}
