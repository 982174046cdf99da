// Who a request comes from, when a trusted proxy stands in front (for the log and for bounds).
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "necsus/http/request.hpp"

namespace necsus {

/// What counts as one client: an IPv4 address, or the network of 64 bits of which a computer with IPv6 has all
/// addresses.
boost::asio::ip::address client_network(const boost::asio::ip::address& address);

class TrustedProxies {
  public:
    /// `list`: addresses and networks with commas between ("127.0.0.0/8,::1"). Nothing if one of them is neither.
    static std::optional<TrustedProxies> parse(std::string_view list);

    bool trusts(const boost::asio::ip::address& address) const;

    /// `peer`, or if it is a trusted proxy the last address in `x_forwarded_for` that is not one.
    boost::asio::ip::address client_of(const boost::asio::ip::address& peer, std::string_view x_forwarded_for) const;

    /// Who sent `request` over a connection from `peer` to our address `own`.
    Client client_of(const boost::asio::ip::address& peer, const boost::asio::ip::address& own,
                     const Request& request) const;

  private:
    std::vector<boost::asio::ip::network_v4> networks_v4_;
    std::vector<boost::asio::ip::network_v6> networks_v6_;
};

}  // namespace necsus
