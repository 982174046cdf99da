// For libFuzzer, by tests/fuzz/run: bots' URLs, forms' actions and query strings. An input is two texts with a line end
// between them: a bot's URL, and what a form's action is.

#include <cstdint>
#include <string>
#include <string_view>

#include "necsus/calls/endpoint.hpp"
#include "necsus/calls/url.hpp"
#include "necsus/http/query.hpp"
#include "necsus/text/utf8.hpp"
#include "require.hpp"

using namespace necsus;

namespace {

bool is_plain(std::string_view text) {
    for (char c : text) {
        if (c <= ' ' || c >= '\x7f') return false;
    }
    return true;
}

/// Nothing in it may break out of its line in a request's head.
void check_endpoint(std::string_view url) {
    auto endpoint = parse_endpoint(url);
    if (endpoint.has_error()) return;
    require(endpoint->target.starts_with('/') && is_plain(endpoint->target), "a target is a path without blanks");
    require(!endpoint->host.empty() && is_plain(endpoint->host), "a host has no blanks");
    require(is_plain(endpoint->host_header), "nor has its header");
    require(endpoint->port != 0, "a port is a number");
    require(endpoint->authorization.find_first_of("\r\n") == std::string::npos, "authorization is one line");
}

void check_target(std::string_view target) {
    auto split = split_target(target);
    require(valid_utf8(split.path) == split.path, "a path is UTF-8");
    for (auto name : {"room", "since", ""}) {
        auto text = split.query.text(name);
        if (text) require(valid_utf8(*text) == *text, "a parameter is UTF-8");
        (void)split.query.integer(name);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    std::string_view input(reinterpret_cast<const char*>(bytes), size);
    check_target(input);
    check_endpoint(input);
    auto middle = input.find('\n');
    if (middle == std::string_view::npos) return 0;
    auto base = valid_utf8(input.substr(0, middle));
    auto action = valid_utf8(input.substr(middle + 1));
    check_endpoint(base);
    auto joined = urljoin(base, action);
    if (!joined) return 0;
    require(joined->size() <= base.size() + action.size() + 8, "a joined URL is no longer than its parts");
    check_endpoint(*joined);
    return 0;
}
