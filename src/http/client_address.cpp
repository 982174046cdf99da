#include "necsus/http/client_address.hpp"

#include <algorithm>

#include "necsus/text/fields.hpp"

namespace necsus {

namespace {

namespace ip = boost::asio::ip;
using boost::system::error_code;

/// An IPv4 address that came in through an IPv6 socket is an IPv4 address.
ip::address plain(const ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

template <class Network, class Address>
bool holds(const Network& network, const Address& address) {
    return Network(address, network.prefix_length()).canonical() == network.canonical();
}

}  // namespace

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

std::string TrustedProxies::client_of(const ip::address& peer, std::string_view x_forwarded_for) const {
    auto client = plain(peer);
    while (trusts(client) && !x_forwarded_for.empty()) {
        auto comma = x_forwarded_for.rfind(',');
        std::string last(trimmed(x_forwarded_for.substr(comma == std::string_view::npos ? 0 : comma + 1)));
        x_forwarded_for = comma == std::string_view::npos ? std::string_view() : x_forwarded_for.substr(0, comma);
        error_code error;
        auto address = ip::make_address(last, error);
        if (error) break;  // whoever wrote that is not to be believed further
        client = plain(address);
    }
    return client.to_string();
}

}  // namespace necsus
