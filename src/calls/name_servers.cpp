#include "necsus/calls/name_servers.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <cstdint>
#include <string>

#include "necsus/text/fields.hpp"

namespace necsus {

namespace {

using std::string_view;

bool is_port(string_view text) {
    std::uint16_t port = 0;
    const auto* end = text.data() + text.size();
    auto [stopped_at, error] = std::from_chars(text.data(), end, port);
    return error == std::errc{} && stopped_at == end && port != 0;
}

bool is_name_server(string_view server) {
    bool bracketed = server.starts_with('[');
    auto colon = server.rfind(':');
    // "::1" has no port, "[::1]:53" and "127.0.0.1:53" have.
    bool has_port = colon != string_view::npos && (bracketed ? server[colon - 1] == ']' : colon == server.find(':'));
    if (has_port && !is_port(server.substr(colon + 1))) return false;
    if (has_port) server = server.substr(0, colon);
    if (bracketed && !server.ends_with(']')) return false;
    if (bracketed) server = server.substr(1, server.size() - 2);
    boost::system::error_code error;
    auto address = boost::asio::ip::make_address(std::string(server), error);
    return !error && (!bracketed || address.is_v6());
}

}  // namespace

bool are_name_servers(string_view list) {
    auto servers = comma_separated(list);
    return !servers.empty() && std::ranges::all_of(servers, is_name_server);
}

}  // namespace necsus
