#include "http/body_pace.hpp"

#include <catch2/catch.hpp>

using namespace necsus;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr std::size_t rate = 1000;
constexpr milliseconds patience{30'000};

}  // namespace

TEST_CASE("a body that comes fast enough has always time for more") {
    const auto start = Clock::now();
    BodyPace pace(rate, patience, start);
    CHECK(pace.deadline() == start + patience);
    pace.note(30'000, start + seconds(20));
    CHECK(pace.deadline() == start + seconds(20) + patience);
    pace.note(45'000, start + seconds(40));
    pace.note(60'000, start + seconds(49));
    CHECK(pace.deadline() == start + seconds(49) + patience);
}

TEST_CASE("a body that trickles is late, however fast it began") {
    const auto start = Clock::now();
    BodyPace pace(rate, patience, start);
    pace.note(5'000'000, start + seconds(1));
    CHECK_FALSE(pace.trickles());
    for (int second = 2; second <= 30; ++second) pace.note(5'000'000 + second, start + seconds(second));
    CHECK(pace.deadline() == start + seconds(31));
    CHECK(pace.trickles());
}

TEST_CASE("without a least rate a byte now and then is enough") {
    const auto start = Clock::now();
    BodyPace pace(0, patience, start);
    pace.note(1, start + seconds(29));
    CHECK(pace.deadline() == start + seconds(29) + patience);
    CHECK_FALSE(pace.trickles());
}
