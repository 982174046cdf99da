#include "necsus/http/client_address.hpp"

#include <catch2/catch.hpp>

using namespace necsus;
using boost::asio::ip::make_address;

TEST_CASE("a list of proxies holds addresses and networks of both kinds") {
    const auto [list, address, trusted] = GENERATE(table<std::string, std::string, bool>({
        {"127.0.0.0/8,::1", "127.0.0.1", true},
        {"127.0.0.0/8,::1", "127.255.0.9", true},
        {"127.0.0.0/8,::1", "128.0.0.1", false},
        {"127.0.0.0/8,::1", "::1", true},
        {"127.0.0.0/8,::1", "::2", false},
        {"127.0.0.0/8,::1", "::ffff:127.0.0.1", true},  // IPv4 through an IPv6 socket
        {"10.1.2.3", "10.1.2.3", true},
        {"10.1.2.3", "10.1.2.4", false},
        {"10.1.2.3/16", "10.1.9.9", true},  // host bits don't matter
        {"fd00::/8", "fd12::1", true},
        {"fd00::/8", "fe80::1", false},
        {" 10.0.0.1 ,\t10.0.0.2 ", "10.0.0.2", true},
        {",,10.0.0.1,", "10.0.0.1", true},
        {"0.0.0.0/0", "8.8.8.8", true},
        {"0.0.0.0/0", "::1", false},
        {"", "127.0.0.1", false},
    }));
    CAPTURE(list, address);
    const auto proxies = TrustedProxies::parse(list);
    REQUIRE(proxies);
    CHECK(proxies->trusts(make_address(address)) == trusted);
}

TEST_CASE("a list with something else in it is none") {
    const auto list = GENERATE(as<std::string>(), "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "10.0.0",
                               "::1/129", "127.0.0.1,example.com", "/8", "10.0.0.1;10.0.0.2", "10.0.0.1/-1");
    CAPTURE(list);
    CHECK_FALSE(TrustedProxies::parse(list));
}

TEST_CASE("the client is the last address that no trusted proxy wrote of itself") {
    const auto [peer, forwarded, client] = GENERATE(table<std::string, std::string, std::string>({
        {"127.0.0.1", "", "127.0.0.1"},
        {"127.0.0.1", "192.0.2.1", "192.0.2.1"},
        {"127.0.0.1", "6.6.6.6, 192.0.2.1", "192.0.2.1"},  // 6.6.6.6 is what the client claims
        {"127.0.0.1", "192.0.2.1, 127.0.0.9", "192.0.2.1"},
        {"127.0.0.1", "2001:db8::1", "2001:db8::1"},
        {"::ffff:127.0.0.1", "192.0.2.1", "192.0.2.1"},
        {"127.0.0.1", "::ffff:192.0.2.1", "192.0.2.1"},
        {"127.0.0.1", "192.0.2.1:4711", "192.0.2.1"},
        {"127.0.0.1", "[2001:db8::1]", "2001:db8::1"},
        {"127.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"},
        {"127.0.0.1", "192.0.2.1,[::1]:80,\t127.0.0.9:1 ", "192.0.2.1"},
        {"127.0.0.1", "[192.0.2.1]", "127.0.0.1"},
        {"127.0.0.1", "[2001:db8::1", "127.0.0.1"},
        {"127.0.0.1", "192.0.2.1, ", "127.0.0.1"},
        {"127.0.0.1", "192.0.2.1, unknown", "127.0.0.1"},
        {"127.0.0.1", "192.0.2.1.6", "127.0.0.1"},
        {"127.0.0.1", "192.0.2.1\n", "127.0.0.1"},
        {"::1", "192.0.2.1", "192.0.2.1"},
        {"127.0.0.1", "nonsense", "127.0.0.1"},
        {"127.0.0.1", "192.0.2.1, nonsense", "127.0.0.1"},
        {"127.0.0.1", "127.0.0.2", "127.0.0.2"},
        {"192.0.2.9", "192.0.2.1", "192.0.2.9"},  // not a proxy: it may write what it likes
    }));
    CAPTURE(peer, forwarded);
    const auto proxies = TrustedProxies::parse("127.0.0.0/8,::1");
    REQUIRE(proxies);
    CHECK(proxies->client_of(make_address(peer), forwarded).to_string() == client);
}

TEST_CASE("a client is an IPv4 address, or a network of 64 bits") {
    auto [address, network] = GENERATE(table<std::string, std::string>({
        {"192.0.2.1", "192.0.2.1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
        {"2001:db8:1:2::9", "2001:db8:1:2::"},
        {"2001:db8:1:3::9", "2001:db8:1:3::"},
    }));
    CHECK(client_network(make_address(address)).to_string() == network);
}

TEST_CASE("a client is on this machine if nothing says that a proxy stands before it") {
    const auto [peer, own, header, local] = GENERATE(table<std::string, std::string, std::string, bool>({
        {"127.0.0.1", "127.0.0.1", "", true},
        {"127.9.9.9", "127.0.0.1", "", true},
        {"::1", "::1", "", true},
        {"::ffff:127.0.0.1", "::ffff:127.0.0.1", "", true},
        {"192.168.1.5", "192.168.1.5", "", true},  // by the machine's address in its network
        {"192.168.1.6", "192.168.1.5", "", false},
        {"127.0.0.1", "127.0.0.1", "x-forwarded-for", false},
        {"127.0.0.1", "127.0.0.1", "forwarded", false},
        {"127.0.0.1", "127.0.0.1", "via", false},
        {"192.168.1.5", "192.168.1.5", "via", false},
    }));
    CAPTURE(peer, header);
    Request request;
    if (!header.empty()) request.headers.emplace_back(header, "");
    const auto client =
        TrustedProxies::parse("127.0.0.0/8,::1")->client_of(make_address(peer), make_address(own), request);
    CHECK(client.is_local == local);
}

TEST_CASE("a client is counted by its address, and with IPv6 by its /64") {
    const auto [address, network] = GENERATE(table<std::string, std::string>({
        {"192.0.2.1", "192.0.2.1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
        {"2001:db8:1:2::9", "2001:db8:1:2::"},
        {"2001:db8:1:3::9", "2001:db8:1:3::"},
    }));
    CAPTURE(address);
    Request request;
    request.headers.emplace_back("x-forwarded-for", address);
    const auto proxy = make_address("127.0.0.1");
    CHECK(TrustedProxies::parse("127.0.0.0/8")->client_of(proxy, proxy, request).network == network);
}
