// Whom the log names as the client of a request that came through a proxy, or claims that it did.
#include <catch2/catch.hpp>

#include "support/process/http_client.hpp"
#include "support/process/server_process.hpp"

using namespace necsus::test;
using Catch::Contains;

namespace {

/// The log's line about the request of this target.
std::string line_about(const ServerProcess& server, const std::string& target) {
    server.wait_for_log(target);
    auto log = server.log();
    auto found = log.find(target);
    auto begin = log.rfind('\n', found) + 1;
    return log.substr(begin, log.find('\n', found) - begin);
}

}  // namespace

TEST_CASE("X-Forwarded-For is believed of a trusted proxy, whose word comes last") {
    ServerProcess server;
    HttpClient client(server.port());
    auto [fields, address] = GENERATE(table<Headers, std::string>({
        {{{"X-Forwarded-For", "192.0.2.1"}}, "client=192.0.2.1 "},
        {{{"X-Forwarded-For", "6.6.6.6, 192.0.2.1"}}, "client=192.0.2.1 "},
        {{{"X-Forwarded-For", "6.6.6.6"}, {"Accept", "*/*"}, {"x-forwarded-for", "192.0.2.1"}}, "client=192.0.2.1 "},
        {{{"X-Forwarded-For", "[2001:db8::1]:4711"}}, "client=2001:db8::1 "},
        {{{"X-Forwarded-For", "6.6.6.6, <script>"}}, "client=127.0.0.1 "},
        {{{"Forwarded", "for=6.6.6.6"}, {"X-Real-IP", "6.6.6.6"}}, "client=127.0.0.1 "},
    }));
    client.get("/api/bots?asked", fields);
    CHECK_THAT(line_about(server, "/api/bots?asked"), Contains(address));
}

TEST_CASE("what anybody else claims about the way of a request is ignored") {
    ServerProcess server({.flags = {"--trusted-proxies", "10.0.0.0/8"}});
    HttpClient client(server.port());
    const Headers forged{{"X-Forwarded-For", "6.6.6.6"},
                         {"X-Forwarded-Proto", "https"},
                         {"X-Forwarded-Host", "evil.example"},
                         {"X-Forwarded-Port", "1"}};
    auto answer = client.get("/docs?asked", forged);
    CHECK(answer.header("location") == "/docs/");  // nothing that is sent back is made of them
    CHECK_THAT(line_about(server, "/docs?asked"), Contains("client=127.0.0.1 "));
    client.request("POST", "/api/actions/message?refused", "{", forged);
    CHECK_THAT(line_about(server, "?refused"), Contains("client=127.0.0.1 "));
}
