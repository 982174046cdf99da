#include "http/deadline.hpp"

#include <catch2/catch.hpp>
#include <optional>

using namespace necsus;

TEST_CASE("a deadline cancels once it has passed, and says so") {
    asio::io_context loop;
    int cancelled = 0;
    Deadline deadline(loop.get_executor(), Clock::now() + std::chrono::milliseconds(1), [&] { ++cancelled; });
    CHECK_FALSE(deadline.passed());
    loop.run();
    CHECK(cancelled == 1);
    CHECK(deadline.passed());
}

TEST_CASE("a deadline that is gone cancels nothing, although its timer had expired already") {
    asio::io_context loop;
    int cancelled = 0;
    auto cancel = [&] { ++cancelled; };
    std::optional<Deadline<decltype(cancel)>> deadline;
    deadline.emplace(loop.get_executor(), Clock::now(), cancel);
    // A timer that expires earlier has its handler run first; the deadline's is queued by then.
    Timer first(loop.get_executor(), Clock::now() - std::chrono::seconds(1));
    first.async_wait([&](boost::system::error_code) { deadline.reset(); });
    loop.run();
    CHECK(cancelled == 0);
}
