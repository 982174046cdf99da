#include "necsus/calls/address_rules.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "calls/numeric_host.hpp"

using namespace necsus;
using Catch::Matchers::Contains;

namespace {

AddressRule rule(const std::string& host) {
    auto address = numeric_address(host);
    INFO(host);
    REQUIRE(address);
    return rule_for(*address);
}

}  // namespace

TEST_CASE("addresses on the internet may be called") {
    auto host =
        GENERATE(as<std::string>{}, "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
                 "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
                 "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "134744072",
                 "0x08.0x08.0x08.0x08", "010.8.8.8", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e", "2000::1",
                 "3ffe:ffff:ffff::1", "::ffff:8.8.8.8", "::8.8.8.8", "::ffff:0:8.8.8.8", "64:ff9b::8.8.8.8",
                 "2002:808:808::1", "8.8.8.8.", "134744072.");
    INFO(host);
    CHECK(rule(host).scope == AddressScope::global);
}

TEST_CASE("this machine and private networks are internal, however they are spelled") {
    auto [host, what] = GENERATE(table<std::string, std::string>({
        {"127.0.0.1", "own machine"},
        {"127.1", "own machine"},
        {"127.0.1", "own machine"},
        {"127.255.255.254", "own machine"},
        {"2130706433", "own machine"},
        {"017700000001", "own machine"},
        {"0x7f000001", "own machine"},
        {"0x7F.1", "own machine"},
        {"0177.0.0.1", "own machine"},
        {"0x7f.0x0.0x0.0x1", "own machine"},
        {"::1", "own machine"},
        {"0:0:0:0:0:0:0:1", "own machine"},
        {"::ffff:127.0.0.1", "own machine"},
        {"::ffff:7f00:1", "own machine"},
        {"::127.0.0.1", "own machine"},
        {"::ffff:0:127.0.0.1", "own machine"},
        {"64:ff9b::7f00:1", "own machine"},
        {"2002:7f00:1::", "own machine"},
        {"10.0.0.0", "private"},
        {"10.255.255.255", "private"},
        {"10.1", "private"},
        {"167772161", "private"},
        {"172.16.0.0", "private"},
        {"172.31.255.255", "private"},
        {"192.168.0.1", "private"},
        {"192.168.257", "private"},
        {"0xc0.0xa8.1", "private"},
        {"0300.0250.0.1", "private"},
        {"100.64.0.0", "private"},
        {"100.127.255.255", "private"},
        {"198.18.0.1", "private"},
        {"198.19.255.255", "private"},
        {"fc00::", "private"},
        {"fd12:3456:789a::1", "private"},
        {"fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "private"},
        {"fec0::1", "private"},
        {"::ffff:10.0.0.1", "private"},
        {"::ffff:c0a8:1", "private"},
        {"::192.168.0.1", "private"},
        {"64:ff9b::10.0.0.1", "private"},
        {"2002:c0a8:101::1", "private"},
        {"127.0.0.1.", "own machine"},
        {"127.1.", "own machine"},
        {"0x7f.0x0.0x0.0x1.", "own machine"},
        {"10.0.0.1.", "private"},
        // NAT64 of one network: where it leads, that network alone knows.
        {"64:ff9b:1::8.8.8.8", "private"},
        {"64:ff9b:1::", "private"},
        {"64:ff9b:1::7f00:1", "private"},
        {"64:ff9b:1:7f00:0:100::", "private"},
        {"64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "private"},
    }));
    INFO(host);
    CHECK(rule(host).scope == AddressScope::internal);
    CHECK_THAT(std::string(rule(host).what), Contains(what));
}

TEST_CASE("nobody's bot lives at addresses that mean something else, however they are spelled") {
    auto [host, what] = GENERATE(table<std::string, std::string>({
        {"169.254.169.254", "link-local"},
        {"169.254.0.0", "link-local"},
        {"169.254.255.255", "link-local"},
        {"169.254.170.2", "link-local"},
        {"2852039166", "link-local"},
        {"0xa9fea9fe", "link-local"},
        {"0xa9.0xfe.0xa9.0xfe", "link-local"},
        {"0251.0376.0251.0376", "link-local"},
        {"169.16689662", "link-local"},
        {"169.254.43518", "link-local"},
        {"::ffff:169.254.169.254", "link-local"},
        {"::ffff:a9fe:a9fe", "link-local"},
        {"::169.254.169.254", "link-local"},
        {"::ffff:0:169.254.169.254", "link-local"},
        {"64:ff9b::169.254.169.254", "link-local"},
        {"64:ff9b::a9fe:a9fe", "link-local"},
        {"64:ff9b:1::a9fe:a9fe", "link-local"},
        {"64:ff9b:1:a9fe:a9:fe00::", "link-local"},    // as a prefix of 48 bits, 169.254.169.254
        {"64:ff9b:1:a9:fe:a9fe::", "link-local"},      // of 56
        {"64:ff9b:1:0:a9:fea9:fe00:0", "link-local"},  // of 64
        {"64:ff9b:1:6464:64:c800::", "cloud"},         // 100.100.100.200, of 48
        {"169.254.169.254.", "link-local"},
        {"0.", "unspecified"},
        {"2002:a9fe:a9fe::", "link-local"},
        {"fe80::1", "link-local"},
        {"fe80::1%lo", "link-local"},
        {"febf:ffff::1", "link-local"},
        {"fd00:ec2::254", "cloud"},
        {"fd20:ce::254", "cloud"},
        {"100.100.100.200", "cloud"},
        {"168.63.129.16", "cloud"},
        {"::ffff:100.100.100.200", "cloud"},
        {"0.0.0.0", "unspecified"},
        {"0", "unspecified"},
        {"0x0", "unspecified"},
        {"0.1.2.3", "unspecified"},
        {"::", "unspecified"},
        {"::0.0.0.2", "unspecified"},
        {"::ffff:0.0.0.0", "unspecified"},
        {"64:ff9b::", "unspecified"},
        {"2002::1", "unspecified"},
        {"224.0.0.1", "multicast"},
        {"239.255.255.250", "multicast"},
        {"ff02::1", "multicast"},
        {"ff0e::1", "multicast"},
        {"::ffff:224.0.0.1", "multicast"},
        {"255.255.255.255", "broadcast"},
        {"4294967295", "broadcast"},
        {"0xffffffff", "broadcast"},
        {"240.0.0.1", "reserved"},
        {"254.1.2.3", "reserved"},
        {"192.0.0.1", "reserved"},
        {"192.0.0.192", "reserved"},
        {"192.88.99.1", "reserved"},
        {"192.0.2.1", "examples"},
        {"198.51.100.1", "examples"},
        {"203.0.113.1", "examples"},
        {"2001:db8::1", "examples"},
        {"3fff::1", "examples"},
        {"2001::1", "reserved"},
        {"2001:0:53aa:64c:0:fbff:a9fe:a9fe", "reserved"},
        {"100::1", "reserved"},
        {"5f00::1", "reserved"},
        {"4000::1", "reserved"},
        {"::1:2:3:4", "reserved"},
    }));
    INFO(host);
    CHECK(rule(host).scope == AddressScope::never);
    CHECK_THAT(std::string(rule(host).what), Contains(what));
}

TEST_CASE("a name is no address, though it may look like one") {
    auto host = GENERATE(as<std::string>{}, "", "localhost", "1.2.3.4.5", "256.1", "1.2.3.256", "0x", "0x7g.1", "08.1",
                         "4294967296", ".", "127.0.0.1..", "::1.", "1.2.3.4 x", "1..2", "-1", "::ffff:1.2.3", "[::1]");
    INFO(host);
    CHECK_FALSE(numeric_address(host));
}
