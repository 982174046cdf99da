#include "necsus/calls/url.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <utility>

#include "necsus/calls/endpoint.hpp"
#include "necsus/text/fields.hpp"

namespace necsus {
namespace {

using std::string_view;

constexpr string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr string_view scheme_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.";
constexpr string_view hex_digits = "0123456789abcdefABCDEF";

// Relative URLs make sense only in these schemes (and without any); elsewhere the new URL simply replaces the base.
constexpr std::array<string_view, 19> hierarchical_schemes = {
    "",     "file",  "ftp",  "gopher", "http", "https", "imap", "mms",     "nntp", "prospero",
    "rtsp", "rtspu", "sftp", "shttp",  "svn",  "wais",  "ws",   "svn+ssh", "wss"};

// Those of them where a ';' in the last segment sets off its parameters.
constexpr std::array<string_view, 11> schemes_with_parameters = {"",         "ftp",  "http",  "https", "imap", "mms",
                                                                 "prospero", "rtsp", "rtspu", "sftp",  "shttp"};

// What NFKC, which IDNA applies to host names, turns into something with one of / ? # @ : in it.
constexpr std::array<string_view, 19> delimiters_in_disguise = {
    "\u2047", "\u2048", "\u2049", "\u2100", "\u2101", "\u2105", "\u2106", "\u2a74", "\ufe13", "\ufe16",
    "\ufe55", "\ufe56", "\ufe5f", "\ufe6b", "\uff03", "\uff0f", "\uff1a", "\uff1f", "\uff20"};

struct Parts {
    std::string scheme;  // in lowercase
    string_view authority, path, parameters, query, fragment;
};

bool contains(const auto& list, string_view item) {
    return std::ranges::find(list, item) != list.end();
}

bool consists_of(string_view text, string_view allowed) {
    return text.find_first_not_of(allowed) == string_view::npos;
}

// Cuts `text` at the first `mark`: it keeps what stands before, and the answer is what stood after.
string_view cut_after(string_view& text, char mark) {
    const auto at = text.find(mark);
    if (at == string_view::npos) return {};
    const auto tail = text.substr(at + 1);
    text = text.substr(0, at);
    return tail;
}

// Without control characters and spaces in front (those at the end stay), and without tabs and line ends anywhere.
std::string cleaned(string_view url) {
    const auto* const start = std::ranges::find_if(url, [](char c) { return static_cast<unsigned char>(c) > ' '; });
    std::string clean(start, url.end());
    std::erase_if(clean, [](char c) { return c == '\t' || c == '\r' || c == '\n'; });
    return clean;
}

bool is_ipv6(string_view text) {
    const auto zone = text.find('%');
    if (zone != string_view::npos && (zone + 1 == text.size() || text.find('%', zone + 1) != string_view::npos))
        return false;
    const std::string address(text.substr(0, zone));
    in6_addr parsed{};
    return address.find('\0') == string_view::npos && inet_pton(AF_INET6, address.c_str(), &parsed) == 1;
}

// IPvFuture (RFC 3986, section 3.2.2); Python is lax about what follows the dot.
bool is_future_address(string_view text) {
    const auto dot = text.find('.');
    return text.starts_with('v') && dot != string_view::npos && dot > 1 && dot + 1 < text.size() &&
           consists_of(text.substr(1, dot - 1), hex_digits);
}

bool has_good_brackets(string_view authority) {
    const bool opens = authority.find('[') != string_view::npos;
    const bool closes = authority.find(']') != string_view::npos;
    if (!opens && !closes) return true;
    if (opens != closes) return false;

    auto host = authority.substr(authority.rfind('@') + 1);
    if (host.find('[') == string_view::npos) {
        cut_after(host, ':');  // brackets in the user-info alone: Python then wants the bare host to be an address too
    } else {
        if (!host.starts_with('[')) return false;
        host.remove_prefix(1);
        const auto port = cut_after(host, ']');
        if (!port.empty() && !port.starts_with(':')) return false;
    }
    return is_future_address(host) || is_ipv6(host);
}

bool is_good_authority(string_view authority) {
    return has_good_brackets(authority) && std::ranges::none_of(delimiters_in_disguise, [&](string_view disguise) {
               return authority.find(disguise) != string_view::npos;
           });
}

// The parts of a cleaned URL, which they point into; nothing where Python would raise ValueError.
std::optional<Parts> split(string_view url, string_view default_scheme) {
    Parts parts;
    parts.scheme = default_scheme;
    if (auto scheme = scheme_of(url); !scheme.empty()) {
        url.remove_prefix(scheme.size() + 1);
        parts.scheme = std::move(scheme);
    }
    if (url.starts_with("//")) {
        url.remove_prefix(2);
        parts.authority = url.substr(0, url.find_first_of("/?#"));
        url.remove_prefix(parts.authority.size());
        if (!is_good_authority(parts.authority)) return std::nullopt;
    }
    parts.fragment = cut_after(url, '#');
    parts.query = cut_after(url, '?');
    parts.path = url;
    if (contains(schemes_with_parameters, parts.scheme)) {
        auto last_segment = url.substr(url.rfind('/') + 1);
        const auto whole = last_segment.size();
        parts.parameters = cut_after(last_segment, ';');
        parts.path.remove_suffix(whole - last_segment.size());
    }
    return parts;
}

// An empty query, fragment or parameter leaves no mark behind, as in Python.
std::string written(const Parts& parts) {
    std::string tail(parts.path);
    const auto append = [&tail](char mark, string_view part) {
        if (!part.empty()) tail.append(1, mark).append(part);
    };
    append(';', parts.parameters);

    std::string url = parts.scheme.empty() ? "" : parts.scheme + ":";
    if (!parts.authority.empty() || (!parts.scheme.empty() && !tail.starts_with("//"))) {
        url.append("//").append(parts.authority);
        if (!tail.empty() && !tail.starts_with('/')) url += '/';
    }
    append('?', parts.query);
    append('#', parts.fragment);
    return url + tail;
}

// The path without its "." and ".." segments, never empty. It grows as text, not as a list: a path of nothing but
// slashes costs no more than itself.
std::string without_dots(string_view path, bool squeeze_slashes) {
    std::string result;
    std::size_t segments = 0;  // in result; "" holds none or an empty one
    const auto add = [&](string_view segment) {
        if (segments++ > 0) result += '/';
        result += segment;
    };
    const auto drop_last = [&] {
        if (segments == 0) return;
        result.resize(--segments == 0 ? 0 : result.rfind('/'));
    };

    for (std::size_t start = 0, end = 0; end != string_view::npos; start = end + 1) {
        end = path.find('/', start);
        const auto segment = path.substr(start, end == string_view::npos ? end : end - start);
        const bool first = start == 0;
        const bool last = end == string_view::npos;
        if (segment == "..") {
            drop_last();
        } else if (segment != "." && !(squeeze_slashes && segment.empty() && !first && !last)) {
            add(segment);
        }
        if (last && (segment == "." || segment == "..")) add("");  // a directory, so it ends in a slash
    }
    return result.empty() ? "/" : result;
}

std::string merged(string_view base, string_view path) {
    if (path.starts_with('/')) return without_dots(path, false);
    std::string directory(base.empty() ? "/" : base.substr(0, base.rfind('/') + 1));
    return without_dots(directory.append(path), true);
}

}  // namespace

std::string scheme_of(string_view url) {
    auto scheme = url.substr(0, url.find(':'));
    if (scheme.empty() || scheme.size() == url.size()) return "";
    if (letters.find(scheme.front()) == string_view::npos || !consists_of(scheme, scheme_characters)) return "";
    return lowercase(scheme);
}

std::optional<std::string> urljoin(string_view base, string_view url) {
    if (base.size() > max_url_bytes || url.size() > max_url_bytes) return std::nullopt;
    if (base.empty()) return std::string(url);
    if (url.empty()) return std::string(base);

    const auto clean_base = cleaned(base);
    const auto clean_url = cleaned(url);
    const auto from = split(clean_base, "");
    if (!from) return std::nullopt;
    auto to = split(clean_url, from->scheme);
    if (!to) return std::nullopt;

    if (to->scheme != from->scheme || !contains(hierarchical_schemes, to->scheme)) return std::string(url);
    if (!to->authority.empty()) return written(*to);

    to->authority = from->authority;
    std::string path;
    if (to->path.empty() && to->parameters.empty()) {
        to->path = from->path;
        to->parameters = from->parameters;
        if (to->query.empty()) to->query = from->query;
    } else {
        path = merged(from->path, to->path);
        to->path = path;
    }
    return written(*to);
}

}  // namespace necsus
