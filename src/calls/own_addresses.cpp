#include "own_addresses.hpp"

#include <ifaddrs.h>
#include <netinet/in.h>

#include <algorithm>
#include <utility>

#include "necsus/calls/address_rules.hpp"

namespace necsus {

namespace {

namespace ip = boost::asio::ip;

/// A look takes some 50 µs; an address that has just come is the server's for as long before it is protected.
constexpr auto most_age = std::chrono::seconds(2);

}  // namespace

std::set<ip::address> interface_addresses() {
    std::set<ip::address> addresses;
    ifaddrs* first = nullptr;
    if (getifaddrs(&first) != 0) return addresses;
    for (const auto* entry = first; entry != nullptr; entry = entry->ifa_next) {
        if (entry->ifa_addr == nullptr) continue;
        if (entry->ifa_addr->sa_family == AF_INET) {
            const auto* v4 = reinterpret_cast<const sockaddr_in*>(entry->ifa_addr);
            addresses.insert(ip::address_v4(ntohl(v4->sin_addr.s_addr)));
        } else if (entry->ifa_addr->sa_family == AF_INET6) {
            const auto* v6 = reinterpret_cast<const sockaddr_in6*>(entry->ifa_addr);
            ip::address_v6::bytes_type bytes;
            std::copy_n(v6->sin6_addr.s6_addr, bytes.size(), bytes.begin());
            addresses.insert(ip::address_v6(bytes));
        }
    }
    freeifaddrs(first);
    return addresses;
}

bool OwnAddresses::hold(const ip::address& address, Clock::time_point now) {
    if (now >= renew_at_) {
        auto found = look_up_();
        if (!found.empty())
            addresses_ = std::move(found);  // without descriptors the last ones are still the best guess
        renew_at_ = now + most_age;
    }
    return addresses_.contains(carried_address(address));
}

}  // namespace necsus
