// The addresses of this machine's own interfaces. They come and go (DHCP, VPNs), so they are looked up again now and
// then.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <functional>
#include <set>

#include "necsus/async.hpp"

namespace necsus {

/// Those that the system has now, without zones.
std::set<boost::asio::ip::address> interface_addresses();

class OwnAddresses {
  public:
    using LookUp = std::function<std::set<boost::asio::ip::address>()>;
    explicit OwnAddresses(LookUp look_up = interface_addresses) : look_up_(std::move(look_up)) {}

    /// Whether `address`, or the one that it carries, is of this machine; may be some seconds old.
    bool hold(const boost::asio::ip::address& address, Clock::time_point now);

  private:
    LookUp look_up_;
    std::set<boost::asio::ip::address> addresses_;
    Clock::time_point renew_at_;
};

}  // namespace necsus
