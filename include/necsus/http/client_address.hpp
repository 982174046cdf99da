// Who a request comes from, when a trusted proxy stands in front (for the log).
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace necsus {

class TrustedProxies {
  public:
    /// `list`: addresses and networks with commas between ("127.0.0.0/8,::1"). Nothing if one of them is neither.
    static std::optional<TrustedProxies> parse(std::string_view list);

    bool trusts(const boost::asio::ip::address& address) const;

    /// `peer`, or if it is a trusted proxy the last address in `x_forwarded_for` that is not one.
    std::string client_of(const boost::asio::ip::address& peer, std::string_view x_forwarded_for) const;

  private:
    std::vector<boost::asio::ip::network_v4> networks_v4_;
    std::vector<boost::asio::ip::network_v6> networks_v6_;
};

}  // namespace necsus
