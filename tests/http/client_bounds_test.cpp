#include "necsus/http/client_bounds.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace necsus;
using boost::asio::ip::make_address;

TEST_CASE("a client has as many places as it may, and gives them back") {
    ClientBounds bounds(2, false);
    const auto client = make_address("192.0.2.1");
    auto first = bounds.take(client);
    auto second = bounds.take(client);
    REQUIRE((first && second));
    CHECK_FALSE(bounds.take(client));
    CHECK(bounds.take(make_address("192.0.2.2")));
    first.reset();
    auto moved = std::move(*second);
    second.reset();
    auto again = bounds.take(client);
    CHECK(again);
    CHECK_FALSE(bounds.take(client));
}

TEST_CASE("all addresses of a computer with IPv6 are one client") {
    ClientBounds bounds(1, false);
    const auto place = bounds.take(make_address("2001:db8:1:2::1"));
    CHECK_FALSE(bounds.take(make_address("2001:db8:1:2:ffff::2")));
    CHECK(bounds.take(make_address("2001:db8:1:3::1")));
}

TEST_CASE("clients on this machine are bounded only if they are to be") {
    auto local_too = GENERATE(false, true);
    const auto address = make_address(GENERATE(as<std::string>(), "127.0.0.1", "127.3.2.1", "::1", "::ffff:127.0.0.1"));
    ClientBounds bounds(1, local_too);
    const auto place = bounds.take(address);
    CHECK(bounds.take(address).has_value() != local_too);
}
