#include "http/handshake.hpp"

#include <catch2/catch.hpp>

using namespace necsus;

namespace {

constexpr const char* good_key = "dGhlIHNhbXBsZSBub25jZQ==";

int status_of(const std::string& version, const std::string& key) {
    Request request;
    request.headers = {{"sec-websocket-version", version}, {"sec-websocket-key", key}};
    auto refused = refuse_handshake(request);
    return refused ? refused->status : 101;
}

}  // namespace

TEST_CASE("a handshake has the version 13 and a key of 16 bytes") {
    CHECK(status_of("13", good_key) == 101);
    CHECK(status_of("13", "+/+/+/+/+/+/+/+/+/+/+w==") == 101);
}

TEST_CASE("another version is told the right one") {
    CHECK(status_of(GENERATE(as<std::string>(), "", "8", "13, 8", "013", "14"), good_key) == 426);
}

TEST_CASE("a key that is not 16 bytes in base64 is refused") {
    const auto key = GENERATE(as<std::string>(), "", "x", "dGhlIHNhbXBsZSBub25jZQ",
                              "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ===", "dGhlIHNhbXBsZSBub25jZTEy",
                              "dGhlIHNhbXBsZSBub25jZ!==", "dGhlIHNhbXBsZSBub25jZTEyMzQ=", "dGhlIHNhbXBs ZSBub25jZQ==",
                              "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZ-==");
    CAPTURE(key);
    CHECK(status_of("13", key) == 400);
}

TEST_CASE("a handshake without a key is told so") {
    Request request;
    request.headers = {{"sec-websocket-version", "13"}};
    auto refused = refuse_handshake(request);
    REQUIRE(refused);
    CHECK(refused->status == 400);
    CHECK(refused->body.find("missing") != std::string::npos);
}
