#include "calls/answer_memory.hpp"

#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>

using namespace necsus;
using namespace std::chrono_literals;

namespace {

Resolver::Answer good(std::chrono::seconds time) {
    Resolver::Answer answer;
    answer.addresses = {asio::ip::address_v4::loopback()};
    answer.good_for = time;
    return answer;
}

Resolver::Answer bad(boost::system::error_code error) {
    Resolver::Answer answer;
    answer.error = error;
    return answer;
}

const Clock::time_point now{1h};

}  // namespace

TEST_CASE("an answer is remembered as long as the name server says, but some seconds at least, and a minute at most") {
    auto [answer, time] = GENERATE(table<Resolver::Answer, std::chrono::seconds>({
        {good(0s), 10s},
        {good(10s), 10s},
        {good(25s), 25s},
        {good(86'400s), 60s},
        {bad(asio::error::host_not_found), 2s},
        {bad(asio::error::host_not_found_try_again), 5s},
        {bad(asio::error::timed_out), 5s},
    }));
    AnswerMemory memory;
    memory.remember("bot", answer, now);
    CHECK(memory.answer_for("bot", now + time - 1ms));
    CHECK_FALSE(memory.answer_for("bot", now + time));
    CHECK_FALSE(memory.answer_for("other", now));
}

TEST_CASE("a newer answer takes the place of an older one") {
    AnswerMemory memory;
    memory.remember("bot", bad(asio::error::host_not_found), now);
    memory.remember("bot", good(60s), now + 1s);
    CHECK_FALSE(memory.answer_for("bot", now + 30s).value().error);
}

TEST_CASE("names that nobody will ask for again take no memory without end, and push out no good ones") {
    AnswerMemory memory;
    memory.remember("bot", good(60s), now);
    for (int i = 0; i < 20'000; ++i) memory.remember(std::to_string(i), bad(asio::error::host_not_found), now);
    CHECK(memory.size() == 1'000);
    CHECK(memory.answer_for("bot", now));
    CHECK(memory.answer_for("19999", now));
}
