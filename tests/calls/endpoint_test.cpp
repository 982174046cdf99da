#include "necsus/calls/endpoint.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <ostream>

using namespace necsus;
using namespace std::string_literals;

namespace necsus {

std::ostream& operator<<(std::ostream& out, UrlProblem problem) {
    constexpr const char* names[] = {"empty", "no_scheme", "wrong_scheme", "no_host", "bad_host", "bad_port"};
    return out << names[static_cast<std::size_t>(problem)];
}

}  // namespace necsus

namespace {

Endpoint endpoint_of(std::string_view url) {
    const auto endpoint = parse_endpoint(url);
    if (!endpoint) FAIL("refused: " << url << ": " << endpoint.error());
    return *endpoint;
}

bool is_visible_ascii(const std::string& text) {
    return std::ranges::all_of(text, [](char c) { return ' ' < c && c < '\x7f'; });
}

}  // namespace

TEST_CASE("a bot's URL says where to connect and what to ask for") {
    const auto endpoint = endpoint_of("https://ann:secret@Bots.Example:8443/echo?loud=1#top");
    CHECK(endpoint.tls);
    CHECK(endpoint.host == "bots.example");
    CHECK(endpoint.port == 8443);
    CHECK(endpoint.host_header == "bots.example:8443");
    CHECK(endpoint.target == "/echo?loud=1");
    CHECK(endpoint.authorization == "Basic YW5uOnNlY3JldA==");
}

TEST_CASE("scheme and port go together, and the Host header names only an unusual port") {
    const auto [url, tls, port, host_header] = GENERATE(table<std::string, bool, std::uint16_t, std::string>({
        {"http://h", false, 80, "h"},
        {"https://h", true, 443, "h"},
        {"HTTP://h", false, 80, "h"},
        {"hTTpS://h", true, 443, "h"},
        {"http://h:80/", false, 80, "h"},
        {"https://h:443/", true, 443, "h"},
        {"http://h:443/", false, 443, "h:443"},
        {"https://h:80/", true, 80, "h:80"},
        {"http://h:/", false, 80, "h"},
        {"https://h:", true, 443, "h"},
        {"http://h:1", false, 1, "h:1"},
        {"http://h:65535?q", false, 65535, "h:65535"},
        {"http://h:08080/", false, 8080, "h:8080"},
        {"http://[::1]/", false, 80, "[::1]"},
        {"http://[::1]:/", false, 80, "[::1]"},
        {"https://[::1]:443/", true, 443, "[::1]"},
        {"http://[::1]:1234/", false, 1234, "[::1]:1234"},
    }));
    CAPTURE(url);
    const auto endpoint = endpoint_of(url);
    CHECK(endpoint.tls == tls);
    CHECK(endpoint.port == port);
    CHECK(endpoint.host_header == host_header);
}

TEST_CASE("a host is a name, made ASCII, or an address without brackets") {
    const auto [url, host] = GENERATE(table<std::string, std::string>({
        {"http://localhost:1234", "localhost"},
        {"http://EchoBot.Example/", "echobot.example"},
        {"http://example.com./", "example.com."},
        {"http://my_bot/", "my_bot"},
        {"http://5000--class.repl.example", "5000--class.repl.example"},
        {"http://-x-/", "-x-"},
        {"http://127.0.0.1:80", "127.0.0.1"},
        {"http://[::1]/", "::1"},
        {"http://[2001:DB8:0:0::1]/", "2001:db8::1"},
        {"http://[::ffff:127.0.0.1]/", "::ffff:127.0.0.1"},
        {"http://user@[::1]/", "::1"},
        {"http://b\u00fccher.example/", "xn--bcher-kva.example"},
        {"http://B\u00dcCHER.example/", "xn--bcher-kva.example"},
        {"http://bu\u0308cher.example/", "xn--bcher-kva.example"},
        {"http://stra\u00dfe.example", "xn--strae-oqa.example"},
        {"http://5000--class.b\u00fccher.example", "5000--class.xn--bcher-kva.example"},
        {"http://\u65e5\u672c\u8a9e\u3002jp", "xn--wgv71a119e.jp"},
        {"http://\uff45\uff43\uff48\uff4f.example", "echo.example"},
        {"http://xn--bcher-kva.example/", "xn--bcher-kva.example"},
        {"http://" + std::string(63, 'a') + ".example/", std::string(63, 'a') + ".example"},
    }));
    CAPTURE(url);
    CHECK(endpoint_of(url).host == host);
}

TEST_CASE("path and query become a target that HTTP allows") {
    const auto [rest, target] = GENERATE(table<std::string, std::string>({
        {"", "/"},
        {"/", "/"},
        {"?", "/?"},
        {"?q", "/?q"},
        {"#f", "/"},
        {"/x#f", "/x"},
        {"/x#f#g?h/i", "/x"},
        {"?q=/#f", "/?q=/"},
        {"//x//", "//x//"},
        {"/a/../b;p=1", "/a/../b;p=1"},
        {"/x?a=1&b=2?c", "/x?a=1&b=2?c"},
        {"/a:b@c!$&'()*+,;=~-._", "/a:b@c!$&'()*+,;=~-._"},
        {"/x?ids[]=1", "/x?ids[]=1"},
        {"/my bot?say=good day", "/my%20bot?say=good%20day"},
        {"/gr\u00f6\u00dfe?\u65e5=\U0001f600", "/gr%C3%B6%C3%9Fe?%E6%97%A5=%F0%9F%98%80"},
        {"/%20%c3%B6", "/%20%c3%B6"},
        {"/100%", "/100%25"},
        {"/%2", "/%252"},
        {"/%zz%-1%+1%0x% 1", "/%25zz%25-1%25+1%250x%25%201"},
        {"/%%20", "/%25%20"},
        {"/\"<>^`{|}", "/%22%3C%3E%5E%60%7B%7C%7D"},
        {"/a\\b?c\\d", "/a%5Cb?c%5Cd"},
        {"/a\r\nX-Evil: 1\tb", "/a%0D%0AX-Evil:%201%09b"},
        {"/a\0b\x1f\x7f."s, "/a%00b%1F%7F."},
        {"/\xff\xc3(\xed\xa0\x80", "/%FF%C3(%ED%A0%80"},
    }));
    CAPTURE(rest);
    CHECK(endpoint_of("http://h" + rest).target == target);
}

TEST_CASE("user-info becomes basic authorization") {
    const auto [user_info, authorization] = GENERATE(table<std::string, std::string>({
        {"", ""},
        {"@", ""},
        {":@", ""},
        {"ann:secret@", "Basic YW5uOnNlY3JldA=="},
        {"ann@", "Basic YW5uOg=="},
        {"ann:@", "Basic YW5uOg=="},
        {":secret@", "Basic OnNlY3JldA=="},
        {"ann:se:cret@", "Basic YW5uOnNlOmNyZXQ="},
        {"ann:se@cret@", "Basic YW5uOnNlQGNyZXQ="},
        {"a%6En:%40%3a%2F%zz%@", "Basic YW5uOkA6LyV6eiU="},
        {"J\u00f6rg:\u2713@", "Basic SsO2cmc64pyT"},
        {"J%C3%B6rg:%e2%9c%93@", "Basic SsO2cmc64pyT"},
        {"a%0D%0AX-Evil: 1@", "Basic YQ0KWC1FdmlsOiAx"},
        {"a\\b|c\xff:@", "Basic YVxifGP/Og=="},
    }));
    CAPTURE(user_info);
    const auto endpoint = endpoint_of("http://" + user_info + "h:5000/x");
    CHECK(endpoint.authorization == authorization);
    CHECK(endpoint.host_header == "h:5000");
}

TEST_CASE("a host name has at most 253 bytes") {
    std::string name;
    while (name.size() < 250) name += "a.";
    CHECK(endpoint_of("http://" + name + "bcd").host.size() == 253);
    CHECK(endpoint_of("http://" + name + "bcd.").host.size() == 254);  // the closing dot does not count
    CHECK(parse_endpoint("http://" + name + "bcde").error() == UrlProblem::bad_host);
}

TEST_CASE("long user-info stays on one line") {
    std::string thirty_groups;
    for (int i = 0; i < 30; ++i) thirty_groups += "YWFh";
    const auto endpoint = endpoint_of("http://" + std::string(90, 'a') + "@h");
    CHECK(endpoint.authorization == "Basic " + thirty_groups + "Og==");
}

TEST_CASE("a URL has 8 KiB at most") {
    const std::string start = "http://h/";
    CHECK(endpoint_of(start + std::string(max_url_bytes - start.size(), 'x')).target.size() == max_url_bytes - 8);
    const auto filling = GENERATE(as<std::string>(), "x", "%", " ", "é", "@", ":");
    std::string longer = start;
    while (longer.size() < 4'000'000) longer += filling;
    CHECK(parse_endpoint(longer).error() == UrlProblem::too_long);
}

TEST_CASE("blanks around a URL are not part of it") {
    const auto [before, behind] = GENERATE(table<std::string, std::string>({
        {" ", ""},
        {"", " "},
        {"\t\r\n ", " \n\r\t"},
        {"\u00a0 ", " \u00a0"},
        {"\ufeff", "\u200b"},
    }));
    CHECK(endpoint_of(before + "http://h/x" + behind).target == "/x");
}

TEST_CASE("a URL that leads nowhere is refused with its problem") {
    const auto [url, problem] = GENERATE(table<std::string, UrlProblem>({
        {"", UrlProblem::empty},
        {" \t\r\n\u00a0", UrlProblem::empty},

        {"echo", UrlProblem::no_scheme},
        {"/echo", UrlProblem::no_scheme},
        {"//h/echo", UrlProblem::no_scheme},
        {"example.com/echo", UrlProblem::no_scheme},
        {"localhost:5000", UrlProblem::no_scheme},
        {"localhost:5000/echo", UrlProblem::no_scheme},
        {"127.0.0.1:5000/echo", UrlProblem::no_scheme},
        {"[::1]:5000/echo", UrlProblem::no_scheme},
        {"://h/", UrlProblem::no_scheme},
        {"ht tp://h/", UrlProblem::no_scheme},
        {"\0http://h/"s, UrlProblem::no_scheme},
        {"\xff", UrlProblem::no_scheme},

        {"ftp://h/", UrlProblem::wrong_scheme},
        {"httpss://h/", UrlProblem::wrong_scheme},
        {"mailto:ann@h", UrlProblem::wrong_scheme},
        {"javascript:alert(1)", UrlProblem::wrong_scheme},
        {"file:///etc/passwd", UrlProblem::wrong_scheme},
        {"ws://h/", UrlProblem::wrong_scheme},
        {"x:", UrlProblem::wrong_scheme},

        {"http:", UrlProblem::no_host},
        {"http:h", UrlProblem::no_host},
        {"http:80", UrlProblem::no_host},
        {"http:/h/", UrlProblem::no_host},
        {"http:\\\\h\\", UrlProblem::no_host},
        {"http://", UrlProblem::no_host},
        {"http:///x", UrlProblem::no_host},
        {"http://?q", UrlProblem::no_host},
        {"http://#h", UrlProblem::no_host},
        {"http://:80/", UrlProblem::no_host},
        {"http://ann:secret@/", UrlProblem::no_host},
        {"http://@:80/", UrlProblem::no_host},

        {"http://a b/", UrlProblem::bad_host},
        {"http://a\r\nX-Evil: 1/", UrlProblem::bad_host},
        {"http://a\0b/"s, UrlProblem::bad_host},
        {"http://a\x7f/", UrlProblem::bad_host},
        {"http://a\\b/", UrlProblem::bad_host},
        {"http://a%62/", UrlProblem::bad_host},
        {"http://a,b/", UrlProblem::bad_host},
        {"http://<host>/", UrlProblem::bad_host},
        {"http://./", UrlProblem::bad_host},
        {"http://.a/", UrlProblem::bad_host},
        {"http://a..b/", UrlProblem::bad_host},
        {"http://a../", UrlProblem::bad_host},
        {"http://a:1:2/", UrlProblem::bad_host},
        {"http://::1/", UrlProblem::bad_host},
        {"http://h:80\r\nX-Evil: 1/", UrlProblem::bad_host},
        {"http://" + std::string(64, 'a') + ".example/", UrlProblem::bad_host},
        {"http://" + std::string(64, 'a') + "/", UrlProblem::bad_host},
        {"http://\u00fc." + std::string(300, 'a') + "/", UrlProblem::bad_host},
        {"http://\xff/", UrlProblem::bad_host},
        {"http://b\xc3/", UrlProblem::bad_host},
        {"http://b\u00fc\0cher/"s, UrlProblem::bad_host},
        {"http://b\u00fc cher/", UrlProblem::bad_host},
        {"http://b\u00fc\u00a0cher/", UrlProblem::bad_host},
        {"http://a\uff0fb.example/", UrlProblem::bad_host},
        {"http://a\uff20b.example/", UrlProblem::bad_host},
        {"http://a\uff1a80/", UrlProblem::bad_host},
        {"http://\u2100.example/", UrlProblem::bad_host},
        {"http://\u3002example/", UrlProblem::bad_host},
        {"http://\u202eexample/", UrlProblem::bad_host},
        {"http://[]/", UrlProblem::bad_host},
        {"http://[/", UrlProblem::bad_host},
        {"http://]/", UrlProblem::bad_host},
        {"http://[::1/", UrlProblem::bad_host},
        {"http://::1]/", UrlProblem::bad_host},
        {"http://[::1]x/", UrlProblem::bad_host},
        {"http://x[::1]/", UrlProblem::bad_host},
        {"http://[::1]80/", UrlProblem::bad_host},
        {"http://[::1%eth0]/", UrlProblem::bad_host},
        {"http://[fe80::1%251]/", UrlProblem::bad_host},
        {"http://[::1\0]/"s, UrlProblem::bad_host},
        {"http://[v1.x]/", UrlProblem::bad_host},
        {"http://[127.0.0.1]/", UrlProblem::bad_host},
        {"http://[localhost]/", UrlProblem::bad_host},
        {"http://[1::2::3]/", UrlProblem::bad_host},

        {"http://h:0/", UrlProblem::bad_port},
        {"http://h:65536/", UrlProblem::bad_port},
        {"http://h:99999999999999999999/", UrlProblem::bad_port},
        {"http://h:-1/", UrlProblem::bad_port},
        {"http://h:+80/", UrlProblem::bad_port},
        {"http://h:8o/", UrlProblem::bad_port},
        {"http://h:80 /", UrlProblem::bad_port},
        {"http://h: 80/", UrlProblem::bad_port},
        {"http://h:http/", UrlProblem::bad_port},
        {"http://h:\uff18\uff10/", UrlProblem::bad_port},
        {"http://[::1]:x/", UrlProblem::bad_port},
    }));
    CAPTURE(url);
    const auto endpoint = parse_endpoint(url);
    REQUIRE_FALSE(endpoint.has_value());
    CHECK(endpoint.error() == problem);
}

TEST_CASE("no byte of a URL can break out of the request's header lines") {
    const auto place =
        GENERATE(as<std::string>(), "http://h/*", "http://h?*", "http://h*/", "http://h*", "http://h:8*/",
                 "http://*@h/", "http://a:*@h/", "http://[::1*]/", "http://\u00fc*.h/", "*http://h/x*");
    std::size_t accepted = 0;
    for (int byte = 0; byte < 256; ++byte) {
        auto url = place;
        for (auto star = url.find('*'); star != url.npos; star = url.find('*', star + 1)) {
            url[star] = static_cast<char>(byte);
        }
        CAPTURE(place, byte);
        const auto endpoint = parse_endpoint(url);
        if (!endpoint) continue;
        ++accepted;
        CHECK(is_visible_ascii(endpoint->host));
        CHECK(is_visible_ascii(endpoint->host_header));
        CHECK(is_visible_ascii(endpoint->target));
        if (!endpoint->authorization.empty()) CHECK(is_visible_ascii(endpoint->authorization.substr(6)));
    }
    CHECK(accepted > 0);
}
