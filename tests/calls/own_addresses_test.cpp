#include "calls/own_addresses.hpp"

#include <catch2/catch.hpp>

#include "necsus/calls/address_rules.hpp"

using namespace necsus;
namespace ip = boost::asio::ip;

namespace {

ip::address at(const std::string& text) {
    return ip::make_address(text);
}

}  // namespace

TEST_CASE("this machine has its loopback address") {
    CHECK(interface_addresses().contains(at("127.0.0.1")));
}

TEST_CASE("an address of an interface is this machine's own, also within an IPv6 address, and others are not") {
    OwnAddresses own([] { return std::set{at("8.8.4.4"), at("2001:4860::1")}; });
    auto [text, is_own] = GENERATE(table<std::string, bool>({
        {"8.8.4.4", true},
        {"8.8.4.5", false},
        {"::ffff:8.8.4.4", true},
        {"::8.8.4.4", true},
        {"64:ff9b::8.8.4.4", true},
        {"2002:808:404::1", true},
        {"2001:4860::1", true},
        {"2001:4860::1%1", true},
        {"2001:4860::2", false},
    }));
    CAPTURE(text);
    CHECK(own.hold(at(text), Clock::now()) == is_own);
}

TEST_CASE("addresses that come and go are noticed within seconds, and are not looked up for each call") {
    int looks = 0;
    std::set<ip::address> present{at("8.8.4.4")};
    OwnAddresses own([&] {
        ++looks;
        return present;
    });
    const auto now = Clock::now();
    for (int i = 0; i < 5; ++i) CHECK(own.hold(at("8.8.4.4"), now + i * std::chrono::milliseconds(100)));
    CHECK(looks == 1);
    present = {at("8.8.8.8")};
    CHECK(own.hold(at("8.8.8.8"), now + std::chrono::seconds(3)));
    CHECK_FALSE(own.hold(at("8.8.4.4"), now + std::chrono::seconds(3)));
    present.clear();  // it could not be looked up
    CHECK(own.hold(at("8.8.8.8"), now + std::chrono::seconds(9)));
    CHECK(looks == 3);
}
