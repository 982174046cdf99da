#include "necsus/calls/name_servers.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace necsus;

TEST_CASE("name servers are addresses, each perhaps with a port") {
    auto list = GENERATE(as<std::string>{}, "192.0.2.53", "127.0.0.1:5353", "::1", "[::1]", "[::1]:53",
                         "192.0.2.53,127.0.0.1:5353,[::1]:53", "192.0.2.53, 192.0.2.54");
    INFO(list);
    CHECK(are_name_servers(list));
}

TEST_CASE("anything else is no list of name servers") {
    auto list = GENERATE(as<std::string>{}, "", ",", "localhost", "dns.example:53", "127.1", "1.2.3.4:", "1.2.3.4:0",
                         "1.2.3.4:65536", "1.2.3.4:53x", "[::1", "::1]", "[::1]53", "[::1]:", "[1.2.3.4]:53", ":53",
                         "[]:53", "[", "1.2.3.4:53:53", "1.2.3.4,nonsense", "https://1.1.1.1/dns-query");
    INFO(list);
    CHECK_FALSE(are_name_servers(list));
}
