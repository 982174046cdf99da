#include "necsus/calls/endpoint.hpp"

#include <arpa/inet.h>
#include <idn2.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <utility>

#include "necsus/calls/url.hpp"
#include "necsus/text/ascii.hpp"
#include "necsus/text/fields.hpp"

namespace necsus {
namespace {

using std::string_view;

constexpr auto npos = string_view::npos;

constexpr std::size_t max_name = 253;  // RFC 1035, section 2.3.4, as text
constexpr std::size_t max_label = 63;
constexpr std::size_t max_unencoded_name = 4 * max_name;  // longer ones can't fit, and IDNA takes its time over them

constexpr bool is_lower(char c) {
    return 'a' <= c && c <= 'z';
}
constexpr bool is_ascii(char c) {
    return static_cast<unsigned char>(c) < 0x80;
}
constexpr bool is_visible_ascii(char c) {
    return ' ' < c && c < '\x7f';
}

// URLs come from the clipboard, with whitespace of all kinds around them.
constexpr std::array<string_view, 7> pasted_whitespace = {" ", "\t", "\r", "\n", "\u00a0", "\u200b", "\ufeff"};

// The value of the escape %XX that `text` begins with.
std::optional<char> escaped_byte(string_view text) {
    unsigned char byte = 0;
    if (text.size() < 3 || text.front() != '%') return std::nullopt;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + 3, byte, 16);
    if (error != std::errc{} || end != text.data() + 3) return std::nullopt;
    return static_cast<char>(byte);
}

std::string percent_decoded(string_view text) {
    std::string plain;
    while (!text.empty()) {
        const auto byte = escaped_byte(text);
        plain += byte.value_or(text.front());
        text.remove_prefix(byte ? 3 : 1);
    }
    return plain;
}

// What may not stand in a path or query becomes %XX, and so does a % that begins no escape. Square brackets may
// stay, as in browsers: "?ids[]=1" is common.
std::string percent_encoded(string_view text) {
    constexpr string_view illegal = "\"<>\\^`{|}";
    constexpr string_view hex = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size() + 1);
    for (; !text.empty(); text.remove_prefix(1)) {
        const char c = text.front();
        const bool stays = c == '%' ? escaped_byte(text).has_value() : is_visible_ascii(c) && illegal.find(c) == npos;
        if (stays) {
            encoded += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            encoded.append({'%', hex[byte >> 4U], hex[byte & 15U]});
        }
    }
    return encoded;
}

std::string base64(string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3), '\0');  // OpenSSL's closing NUL falls on the string's own
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                    static_cast<int>(bytes.size()));
    return text;
}

std::string basic_authorization(string_view user_info) {
    const auto colon = user_info.find(':');
    const auto user = percent_decoded(user_info.substr(0, colon));
    const auto password = colon == npos ? "" : percent_decoded(user_info.substr(colon + 1));
    if (user.empty() && password.empty()) return "";
    return "Basic " + base64(user + ":" + password);
}

// The address in its usual short form; zones ("%eth0") are refused: they mean something on one machine only.
std::optional<std::string> ipv6(const std::string& literal) {
    in6_addr address{};
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (literal.find('\0') != npos || inet_pton(AF_INET6, literal.c_str(), &address) != 1) return std::nullopt;
    return inet_ntop(AF_INET6, &address, text.data(), text.size());
}

// Letters, digits, hyphens and (as containers are named with them) underscores; a dot at the end may stay.
bool is_host_name(string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    if (name.empty() || name.size() > max_name) return false;
    for (std::size_t label = 0; const char c : name) {
        if (c == '.') {
            if (label == 0) return false;
            label = 0;
        } else if (!(is_lower(c) || is_digit(c) || c == '-' || c == '_') || ++label > max_label) {
            return false;
        }
    }
    return !name.ends_with('.');
}

// ASCII names pass by IDNA, which would refuse good ones such as "5000--class.example".
std::optional<std::string> host_name(string_view name) {
    auto host = lowercase(name);
    if (!std::ranges::all_of(host, is_ascii)) {
        if (host.size() > max_unencoded_name || host.find('\0') != npos) return std::nullopt;
        std::uint8_t* encoded = nullptr;
        const auto failed = idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(host.c_str()), &encoded,
                                           IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
        if (failed != IDN2_OK) return std::nullopt;
        const std::unique_ptr<std::uint8_t, decltype(&idn2_free)> owner(encoded, &idn2_free);
        host = reinterpret_cast<const char*>(encoded);
    }
    // Only now: IDNA folds look-alikes of '/', ':' and '@' into the real ones.
    if (!is_host_name(host)) return std::nullopt;
    return host;
}

std::optional<std::uint16_t> port_number(string_view digits) {
    std::uint16_t port = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stopped_at, error] = std::from_chars(digits.data(), end, port);
    if (error != std::errc{} || stopped_at != end || port == 0) return std::nullopt;
    return port;
}

}  // namespace

boost::system::result<Endpoint, UrlProblem> parse_endpoint(string_view url) {
    if (url.size() > max_url_bytes) return UrlProblem::too_long;
    url = trimmed_of(url, pasted_whitespace);
    if (url.empty()) return UrlProblem::empty;

    const auto scheme = scheme_of(url);
    if (scheme.empty()) return UrlProblem::no_scheme;
    url.remove_prefix(scheme.size() + 1);
    if (scheme != "http" && scheme != "https") {
        const bool is_port = !url.empty() && is_digit(url.front());  // localhost:5000/bot
        return is_port ? UrlProblem::no_scheme : UrlProblem::wrong_scheme;
    }
    if (!url.starts_with("//")) return UrlProblem::no_host;
    url.remove_prefix(2);
    url = url.substr(0, url.find('#'));

    auto authority = url.substr(0, url.find_first_of("/?"));
    const auto path_and_query = url.substr(authority.size());

    Endpoint endpoint;
    endpoint.tls = scheme == "https";
    if (const auto at = authority.rfind('@'); at != npos) {
        endpoint.authorization = basic_authorization(authority.substr(0, at));
        authority.remove_prefix(at + 1);
    }

    // The port's colon is the last one, unless that belongs to an IPv6 literal.
    auto colon = authority.rfind(':');
    if (colon != npos && authority.find(']', colon) != npos) colon = npos;
    const auto host = authority.substr(0, colon);
    const auto port = colon == npos ? string_view{} : authority.substr(colon + 1);

    if (host.empty()) return UrlProblem::no_host;
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    auto checked_host = bracketed ? ipv6(std::string(host.substr(1, host.size() - 2))) : host_name(host);
    if (!checked_host) return UrlProblem::bad_host;
    endpoint.host = std::move(*checked_host);

    const std::uint16_t own_port = endpoint.tls ? 443 : 80;
    const auto checked_port = port.empty() ? own_port : port_number(port);
    if (!checked_port) return UrlProblem::bad_port;
    endpoint.port = *checked_port;

    endpoint.host_header = bracketed ? "[" + endpoint.host + "]" : endpoint.host;
    if (endpoint.port != own_port) endpoint.host_header += ":" + std::to_string(endpoint.port);
    endpoint.target = percent_encoded(path_and_query);
    if (!endpoint.target.starts_with('/')) endpoint.target.insert(0, 1, '/');
    return endpoint;
}

}  // namespace necsus
