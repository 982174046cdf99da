#include "necsus/calls/url.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "necsus/calls/endpoint.hpp"

using namespace necsus;
using namespace std::string_view_literals;

namespace {

struct JoinCase {
    std::string_view base;
    std::string_view url;
    std::optional<std::string_view> answer;  // nothing: Python raises ValueError
};

const std::vector<JoinCase> python_says = {
#include "urljoin_cases.inc"
};

}  // namespace

TEST_CASE("URLs are joined as Python joins them") {
    const auto [base, url, answer] = GENERATE(from_range(python_says));
    CAPTURE(base, url);
    const auto joined = urljoin(base, url);
    CHECK(joined.has_value() == answer.has_value());
    if (joined && answer) CHECK(*joined == *answer);
}

TEST_CASE("bytes that are not UTF-8 pass through a join") {
    CHECK(urljoin("http://h/\xff/a", "\xc3") == "http://h/\xff/\xc3");
}

TEST_CASE("URLs that are longer than a bot's may be are not joined") {
    const std::string most(max_url_bytes, 'x');
    CHECK(urljoin("http://h/", most) == "http://h/" + most);
    CHECK_FALSE(urljoin("http://h/", most + "x"));
    CHECK_FALSE(urljoin(most + "x", ""));
}

TEST_CASE("a URL begins with its scheme, or has none") {
    const auto [url, scheme] = GENERATE(table<std::string, std::string>({
        {"http://h", "http"},
        {"HTTP:", "http"},
        {"svn+ssh://h", "svn+ssh"},
        {"a1.b-c:x", "a1.b-c"},
        {"localhost:80", "localhost"},
        {"", ""},
        {":", ""},
        {"http", ""},
        {"1http:x", ""},
        {"+a:x", ""},
        {"/a:b", ""},
        {"?a:b", ""},
        {" http:x", ""},
        {"a_b:x", ""},
        {"\xc3\xa9:x", ""},
    }));
    CAPTURE(url);
    CHECK(scheme_of(url) == scheme);
}
