#include "calls/address_order.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <tuple>

using namespace necsus;

namespace {

using Texts = std::vector<std::string>;

Texts ordered(const Texts& texts, bool has_v4, bool has_v6) {
    std::vector<boost::asio::ip::address> addresses;
    for (const auto& text : texts) addresses.push_back(boost::asio::ip::make_address(text));
    order_by_preference(addresses, has_v4, has_v6);
    Texts result;
    for (const auto& address : addresses) result.push_back(address.to_string());
    return result;
}

}  // namespace

TEST_CASE("of a host's addresses those are tried first that lead there, and of those IPv6") {
    const Texts given{"192.0.2.1", "2a00::1", "192.0.2.2", "fd00::1", "2a00::2", "::1", "2002::1", "2001::1"};
    CHECK(ordered(given, true, true) ==
          Texts{"::1", "2a00::1", "2a00::2", "192.0.2.1", "192.0.2.2", "2002::1", "2001::1", "fd00::1"});
    CHECK(ordered({"2a00::1", "192.0.2.1", "192.0.2.2"}, true, false) == Texts{"192.0.2.1", "192.0.2.2", "2a00::1"});
    CHECK(ordered({"192.0.2.1", "2a00::1"}, false, true) == Texts{"2a00::1", "192.0.2.1"});
}

TEST_CASE("addresses of one family stay as they came") {
    CHECK(ordered({"192.0.2.9", "10.0.0.1", "192.0.2.1"}, true, true) == Texts{"192.0.2.9", "10.0.0.1", "192.0.2.1"});
    std::vector<boost::asio::ip::address> none;
    order_by_preference(none);
    CHECK(none.empty());
}
