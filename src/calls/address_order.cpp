#include "address_order.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/ip/udp.hpp>

namespace necsus {

namespace {

namespace ip = boost::asio::ip;

constexpr std::uint16_t discard_port = 9;

/// RFC 6724, section 2.1.
int precedence(const ip::address& address) {
    if (address.is_v4()) return 35;
    const auto v6 = address.to_v6();
    const auto bytes = v6.to_bytes();
    const auto first = bytes[0] << 8 | bytes[1];
    if (v6.is_loopback()) return 50;
    if (v6.is_v4_mapped()) return 35;
    if (first == 0x2002) return 30;
    if (first == 0x2001 && bytes[2] == 0 && bytes[3] == 0) return 5;
    if ((bytes[0] & 0xfe) == 0xfc) return 3;
    return 40;
}

/// Nothing is sent: connecting a socket of datagrams only looks for a route.
bool has_route_to(const ip::address& address) {
    const ip::udp::endpoint endpoint(address, discard_port);
    const int socket = ::socket(endpoint.protocol().family(), SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return false;
    const bool connected = ::connect(socket, endpoint.data(), static_cast<socklen_t>(endpoint.size())) == 0;
    ::close(socket);
    return connected;
}

}  // namespace

void order_by_preference(std::vector<ip::address>& addresses, bool has_v4, bool has_v6) {
    auto rank = [&](const ip::address& address) {
        const bool reachable = address.is_v4() ? has_v4 : has_v6;
        return reachable ? -precedence(address) : 0;
    };
    std::ranges::stable_sort(addresses, {}, rank);
}

void order_by_preference(std::vector<ip::address>& addresses) {
    const auto v4 = std::ranges::find_if(addresses, [](const auto& address) { return address.is_v4(); });
    const auto v6 = std::ranges::find_if(addresses, [](const auto& address) { return address.is_v6(); });
    const bool both = v4 != addresses.end() && v6 != addresses.end();
    if (both) order_by_preference(addresses, has_route_to(*v4), has_route_to(*v6));
}

}  // namespace necsus
