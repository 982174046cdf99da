#include "necsus/calls/proxy_settings.hpp"

#include <catch2/catch.hpp>
#include <map>

using namespace necsus;

namespace {

using Variables = std::map<std::string, std::string>;

ProxySettings settings(const Variables& variables) {
    return ProxySettings([&](const char* name) -> const char* {
        auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
    });
}

/// The proxy's host and port, "bad" if its variable names none, or "" without one.
std::string proxy_for(const Variables& variables, const std::string& url) {
    const auto chosen = settings(variables);
    const auto* proxy = chosen.proxy_for(*parse_endpoint(url));
    if (proxy == nullptr) return "";
    return proxy->endpoint ? proxy->endpoint->host + ":" + std::to_string(proxy->endpoint->port) : "bad";
}

constexpr auto http_bot = "http://bot.example/x";
constexpr auto https_bot = "https://bot.example/x";

}  // namespace

TEST_CASE("without variables nothing goes through a proxy") {
    CHECK(proxy_for({}, http_bot).empty());
    CHECK(settings({}).all().empty());
}

TEST_CASE("each scheme has its proxy, and both may share one") {
    const auto [variables, http, https] = GENERATE(table<Variables, std::string, std::string>({
        {{{"HTTP_PROXY", "http://p:1"}}, "p:1", ""},
        {{{"HTTPS_PROXY", "http://p:1"}}, "", "p:1"},
        {{{"HTTP_PROXY", "http://p:1"}, {"HTTPS_PROXY", "http://q:2"}}, "p:1", "q:2"},
        {{{"ALL_PROXY", "http://p:1"}}, "p:1", "p:1"},
        {{{"all_proxy", "http://p:1"}, {"https_proxy", "http://q:2"}}, "p:1", "q:2"},
        {{{"http_proxy", "http://p:1"}, {"HTTP_PROXY", "http://q:2"}}, "p:1", ""},  // lowercase first
        {{{"http_proxy", ""}, {"HTTP_PROXY", "http://q:2"}}, "", ""},               // and so it can turn one off
        {{{"http_proxy", " "}, {"ALL_PROXY", "http://q:2"}}, "q:2", "q:2"},
        {{{"HTTP_PROXY", ""}}, "", ""},
    }));
    CHECK(proxy_for(variables, http_bot) == http);
    CHECK(proxy_for(variables, https_bot) == https);
}

TEST_CASE("a proxy is a URL, whose scheme and port may be missing") {
    const auto [url, proxy] = GENERATE(table<std::string, std::string>({
        {"http://proxy.example:3128", "proxy.example:3128"},
        {"http://proxy.example:3128/", "proxy.example:3128"},
        {"http://proxy.example", "proxy.example:80"},
        {"https://proxy.example", "proxy.example:443"},
        {"proxy.example:3128", "proxy.example:3128"},
        {"proxy.example", "proxy.example:80"},
        {"10.0.0.1:3128", "10.0.0.1:3128"},
        {"localhost:3128", "localhost:3128"},
        {"[fd00::1]:3128", "fd00::1:3128"},
        {"  http://user:pass@proxy.example:3128 ", "proxy.example:3128"},
        {"user:pass@proxy.example:3128", "proxy.example:3128"},
        {"socks5://proxy.example:1080", "bad"},
        {"http://", "bad"},
        {"http://proxy.example:port", "bad"},
        {"a b", "bad"},
    }));
    CHECK(proxy_for({{"ALL_PROXY", url}}, http_bot) == proxy);
}

TEST_CASE("user and password of a proxy are percent-decoded, and one over TLS is told") {
    const auto chosen = settings({{"HTTPS_PROXY", "https://us%40er:p%3Ass@proxy.example"}});
    const auto* proxy = chosen.proxy_for(*parse_endpoint(https_bot));
    REQUIRE(proxy);
    CHECK(proxy->endpoint->authorization == "Basic dXNAZXI6cDpzcw==");  // us@er:p:ss
    CHECK(proxy->endpoint->tls);
    CHECK(proxy->variable == "HTTPS_PROXY");
}

TEST_CASE("this machine is never called through a proxy") {
    const auto url =
        GENERATE(as<std::string>(), "http://localhost:5000/", "http://LOCALHOST./", "http://a.localhost/",
                 "http://127.0.0.1:5000/", "http://127.8.9.1/", "http://127.1/", "http://0x7f000001/",
                 "http://2130706433/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://[::]/",
                 "http://0/", "http://127.0.0.1./", "http://127.1./", "http://0x7f.0x0.0x0.0x1./");
    CAPTURE(url);
    CHECK(proxy_for({{"ALL_PROXY", "http://p:1"}}, url).empty());
    CHECK(proxy_for({{"ALL_PROXY", "http://p:1"}}, "http://localhost.example/") == "p:1");
    CHECK(proxy_for({{"ALL_PROXY", "http://p:1"}}, "http://notlocalhost/") == "p:1");
}

TEST_CASE("NO_PROXY lists who is called directly") {
    const auto [list, url, is_direct] = GENERATE(table<std::string, std::string, bool>({
        {"", http_bot, false},
        {"bot.example", http_bot, true},
        {"BOT.example", http_bot, true},
        {"bot.example.", http_bot, true},
        {"bot.example", "http://bot.example./", true},
        {"other.example, bot.example", http_bot, true},
        {"other.example bot.example", http_bot, true},
        {",,bot.example,", http_bot, true},
        {"example", http_bot, true},
        {".example", http_bot, true},
        {"*.example", http_bot, true},
        {".bot.example", http_bot, true},  // as Python and curl have it
        {"*.bot.example", http_bot, true},
        {"ot.example", http_bot, false},
        {"bot", http_bot, false},
        {"bot.example.org", http_bot, false},
        {"*", http_bot, true},
        {"*", "http://10.1.2.3/", true},
        {"*", "http://[fd00::1]/", true},
        {".", http_bot, false},
        {"*.", http_bot, false},
        {":80", http_bot, false},
        {"bot.example:80", http_bot, true},
        {"bot.example:80", https_bot, false},
        {"bot.example:443", https_bot, true},
        {"bot.example:8080", "http://bot.example:8080/", true},
        {"bot.example:8080", http_bot, false},
        {".example:8080", "http://bot.example:8080/", true},
        {"*:8080", "http://bot.example:8080/", true},
        {"*:8080", http_bot, false},
        {"bot.example:http", http_bot, false},
        {"10.1.2.3", "http://10.1.2.3/", true},
        {"10.1.2.3", "http://10.1.2.3./", true},
        {"10.1.2.3", "http://10.1.2.4/", false},
        {"10.1.2.3:5000", "http://10.1.2.3:5000/", true},
        {"10.1.2.3:5000", "http://10.1.2.3/", false},
        {"10.0.0.0/8", "http://10.1.2.3/", true},
        {"10.0.0.0/8", "http://11.1.2.3/", false},
        {"10.9.9.9/8", "http://10.1.2.3/", true},  // host bits don't matter
        {"10.0.0.0/8", "http://[::ffff:10.1.2.3]/", true},
        {"10.0.0.0/99", "http://10.1.2.3/", false},
        {"0.0.0.0/0", http_bot, false},  // names are not looked up for this
        {"3", "http://1.2.3.3/", false},
        {"fd00::1", "http://[fd00::1]/", true},
        {"[fd00::1]", "http://[fd00:0::1]/", true},
        {"[fd00::1]:5000", "http://[fd00::1]:5000/", true},
        {"[fd00::1]:5000", "http://[fd00::1]/", false},
        {"fd00::/8", "http://[fd12::1]/", true},
        {"fd00::/8", "http://[fe80::1]/", false},
        {"fd00::/8", "http://10.1.2.3/", false},
    }));
    CAPTURE(list, url);
    CHECK(proxy_for({{"ALL_PROXY", "http://p:1"}, {"NO_PROXY", list}}, url).empty() == is_direct);
    CHECK(proxy_for({{"ALL_PROXY", "http://p:1"}, {"no_proxy", list}, {"NO_PROXY", "x"}}, url).empty() == is_direct);
}

TEST_CASE("a variable that names no proxy is said to, and one for both schemes is one") {
    const auto all = settings({{"ALL_PROXY", "socks5://user:secret@proxy.example"}}).all();
    REQUIRE(all.size() == 1);
    CHECK(all[0].variable == "ALL_PROXY");
    CHECK_FALSE(all[0].endpoint);
    CHECK(settings({{"HTTP_PROXY", "p"}, {"HTTPS_PROXY", "p"}}).all().size() == 2);
}
