#include "necsus/http/client_address.hpp"

#include <algorithm>
#include <array>

#include "necsus/text/fields.hpp"

namespace necsus {

namespace {

namespace ip = boost::asio::ip;
using boost::system::error_code;

/// What proxies add, each of its own kind (RFC 7239; RFC 9110, 7.6.3).
constexpr std::array<std::string_view, 3> proxy_headers = {"x-forwarded-for", "forwarded", "via"};

/// An IPv4 address that came in through an IPv6 socket is an IPv4 address.
ip::address plain(const ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

template <class Network, class Address>
bool holds(const Network& network, const Address& address) {
    return Network(address, network.prefix_length()).canonical() == network.canonical();
}

/// As proxies write it: "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:4711".
std::optional<ip::address> address_in(std::string_view element) {
    auto host = trimmed(element);
    auto end = host.rfind(':');
    bool has_brackets = host.starts_with('[');
    if (has_brackets) {
        host.remove_prefix(1);
        end = host.find(']');
        if (end == std::string_view::npos) return std::nullopt;
    }
    bool has_port = has_brackets || host.find(':') == end;
    error_code error;
    auto address = ip::make_address(std::string(has_port ? host.substr(0, end) : host), error);
    if (error || (has_brackets && !address.is_v6())) return std::nullopt;
    return plain(address);
}

}  // namespace

ip::address client_network(const ip::address& address) {
    auto client = plain(address);
    if (client.is_v4()) return client;
    auto bytes = client.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return ip::make_address_v6(bytes);
}

std::optional<TrustedProxies> TrustedProxies::parse(std::string_view list) {
    TrustedProxies proxies;
    for (auto element : comma_separated(list)) {
        std::string item(element);
        bool is_v6 = item.find(':') != std::string::npos;
        if (item.find('/') == std::string::npos) item += is_v6 ? "/128" : "/32";
        error_code error;
        if (is_v6) {
            proxies.networks_v6_.push_back(ip::make_network_v6(item, error));
        } else {
            proxies.networks_v4_.push_back(ip::make_network_v4(item, error));
        }
        if (error) return std::nullopt;
    }
    return proxies;
}

bool TrustedProxies::trusts(const ip::address& given) const {
    auto address = plain(given);
    auto is_inside = [&](const auto& networks, const auto& plain_address) {
        return std::any_of(networks.begin(), networks.end(),
                           [&](const auto& network) { return holds(network, plain_address); });
    };
    return address.is_v4() ? is_inside(networks_v4_, address.to_v4()) : is_inside(networks_v6_, address.to_v6());
}

ip::address TrustedProxies::client_of(const ip::address& peer, std::string_view x_forwarded_for) const {
    auto client = plain(peer);
    while (trusts(client) && !x_forwarded_for.empty()) {
        auto comma = x_forwarded_for.rfind(',');
        auto last = address_in(x_forwarded_for.substr(comma == std::string_view::npos ? 0 : comma + 1));
        x_forwarded_for = comma == std::string_view::npos ? std::string_view() : x_forwarded_for.substr(0, comma);
        if (!last) break;  // whoever wrote that is not to be believed further
        client = *last;
    }
    return client;
}

Client TrustedProxies::client_of(const ip::address& peer, const ip::address& own, const Request& request) const {
    auto address = client_of(peer, request.header("x-forwarded-for"));
    bool is_here = plain(peer).is_loopback() || peer == own;
    bool is_forwarded =
        std::any_of(proxy_headers.begin(), proxy_headers.end(), [&](auto name) { return request.has_header(name); });
    return {address.to_string(), client_network(address).to_string(), is_here && !is_forwarded};
}

}  // namespace necsus
