// Which of a host's addresses is tried first.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <vector>

namespace necsus {

/// The order of RFC 6724's table of preferences, addresses of a family that leads nowhere last; otherwise as they came.
void order_by_preference(std::vector<boost::asio::ip::address>& addresses, bool has_v4, bool has_v6);

/// The same, for this machine as it is connected now. (c-ares would connect a socket for each address, which takes
/// 90 ms for a hostile name server's thousands.)
void order_by_preference(std::vector<boost::asio::ip::address>& addresses);

}  // namespace necsus
