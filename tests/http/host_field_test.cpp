#include "http/host_field.hpp"

#include <catch2/catch.hpp>

using namespace necsus;

TEST_CASE("a Host is a name or an address, with or without a port") {
    const auto* host = GENERATE("localhost", "localhost:6277", "a.example", "A-b_c.example.", "127.0.0.1:80", "[::1]",
                                "[::1]:80", "[::ffff:127.0.0.1]:1", "h:", "%41b", "", ":80", "a,b;c=d!$&'()*+~");
    CAPTURE(host);
    CHECK(is_host_field(host));
}

TEST_CASE("anything else is no Host") {
    const auto* host = GENERATE("a b", "u@a", "[::1", "::1", "[::1]x", "[]", "[a]", "[fe80::1%eth0]", "a:b", "a:8 0",
                                "a:+1", "a/b", "a?b", "a#b", "a\\b", "\"a\"", "<a>", "a%", "a%4", "a%zz", "h\xc3\xa9",
                                "a\tb", "a:80:80", "http://a", "a\x7f");
    CAPTURE(host);
    CHECK_FALSE(is_host_field(host));
}
