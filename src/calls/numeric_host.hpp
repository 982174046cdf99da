// Hosts that are addresses, however they are spelled.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string>

namespace necsus {

/// The address that `host` spells: "::1", "127.0.0.1", and as C libraries, Python and browsers have always read it,
/// "127.1", "0x7f.1", "2130706433", "0177.0.0.1"; an IPv4 address may have a dot behind it. Nothing if it is a name.
std::optional<boost::asio::ip::address> numeric_address(const std::string& host);

}  // namespace necsus
