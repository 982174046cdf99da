// Where a bot lives, ready to be called: its URL taken apart, checked, and written as HTTP/1.1 wants it.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace necsus {

// Every string is plain ASCII without controls, whatever the URL held: nothing in it can break out of its header line.
struct Endpoint {
    bool tls = false;
    std::string host;           // to look up and to verify: a name in lowercase (IDNA-encoded), or a bare IP literal
    std::uint16_t port = 0;     // the scheme's own where the URL names none
    std::string host_header;    // value of Host: IPv6 in brackets, the port only if it isn't the scheme's own
    std::string target;         // path and query, percent-encoded; at least "/"
    std::string authorization;  // value of Authorization from the URL's user-info ("Basic …", RFC 7617), or empty
};

// Longer URLs are nobody's: old databases and forms may hold megabytes.
inline constexpr std::size_t max_url_bytes = 8U << 10U;

enum class UrlProblem {
    empty,         // nothing but whitespace
    too_long,      // more than max_url_bytes
    no_scheme,     // "example.com/bot", "localhost:5000", "/bot": http:// or https:// is missing in front
    wrong_scheme,  // "ftp://…", "mailto:…"
    no_host,       // "http://", "http:/bot", "http://:80/"
    bad_host,      // not a host name, and not an IPv6 address in brackets
    bad_port       // not a number from 1 to 65535
};

// Reads the URL of a bot (protocol, section 5). `url` should be UTF-8; other bytes are refused in the host and
// percent-encoded after it. What is percent-encoded already stays as it is. Test the result, then use * and ->: for an
// error of our own Boost has no exception, so its value() does not compile.
boost::system::result<Endpoint, UrlProblem> parse_endpoint(std::string_view url);

}  // namespace necsus
