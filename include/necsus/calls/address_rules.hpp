// Which addresses bots may have: a bot's URL comes from whoever is in the room, and must not make the server reach into
// the network that it stands in (protocol, section 5).
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string_view>

namespace necsus {

enum class AddressScope {
    global,    // on the internet
    internal,  // this machine and private networks: called where the admin allows it (--private-bots)
    never      // metadata of clouds, link-local, multicast, unspecified, reserved: nobody's bot lives there
};

struct AddressRule {
    AddressScope scope;
    std::string_view what;  // "a multicast address": for people
};

/// The rule for an address that is about to be connected to. IPv6 forms that hold an IPv4 address (mapped, compatible,
/// translated, NAT64, 6to4) fall under the rule for that one.
AddressRule rule_for(const boost::asio::ip::address& address);

/// The rule for what would be on the internet, but is an address of this machine's own: whoever connects to it from
/// here comes by way of the loopback interface, past a firewall.
AddressRule rule_for_own_address();

/// The IPv4 address that `address` holds, else `address` itself, without a zone.
boost::asio::ip::address carried_address(const boost::asio::ip::address& address);

}  // namespace necsus
