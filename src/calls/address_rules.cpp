#include "necsus/calls/address_rules.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace necsus {

namespace {

namespace ip = boost::asio::ip;
using Scope = AddressScope;

constexpr std::string_view metadata = "a cloud's address for its own machines";
constexpr std::string_view link_local = "a link-local address";
constexpr std::string_view unspecified = "an unspecified address";
constexpr std::string_view multicast = "a multicast address";
constexpr std::string_view private_network = "in a private network";
constexpr std::string_view this_machine = "the server's own machine";
constexpr std::string_view documentation = "an address for examples only";
constexpr std::string_view reserved = "a reserved address";

struct NetworkV4 {
    std::uint32_t address;
    int prefix;
    AddressRule rule;
};

constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    return a << 24U | b << 16U | c << 8U | d;
}

// The first that holds an address counts (IANA's registry of special-purpose addresses, RFC 6890).
constexpr std::array networks_v4{
    NetworkV4{v4(100, 100, 100, 200), 32, {Scope::never, metadata}},  // Alibaba; the others' is link-local
    NetworkV4{v4(168, 63, 129, 16), 32, {Scope::never, metadata}},    // Azure
    NetworkV4{v4(0, 0, 0, 0), 8, {Scope::never, unspecified}},
    NetworkV4{v4(169, 254, 0, 0), 16, {Scope::never, link_local}},
    NetworkV4{v4(192, 0, 0, 0), 24, {Scope::never, reserved}},
    NetworkV4{v4(192, 0, 2, 0), 24, {Scope::never, documentation}},
    NetworkV4{v4(198, 51, 100, 0), 24, {Scope::never, documentation}},
    NetworkV4{v4(203, 0, 113, 0), 24, {Scope::never, documentation}},
    NetworkV4{v4(192, 88, 99, 0), 24, {Scope::never, reserved}},
    NetworkV4{v4(224, 0, 0, 0), 4, {Scope::never, multicast}},
    NetworkV4{v4(255, 255, 255, 255), 32, {Scope::never, "the broadcast address"}},
    NetworkV4{v4(240, 0, 0, 0), 4, {Scope::never, reserved}},
    NetworkV4{v4(127, 0, 0, 0), 8, {Scope::internal, this_machine}},
    NetworkV4{v4(10, 0, 0, 0), 8, {Scope::internal, private_network}},
    NetworkV4{v4(172, 16, 0, 0), 12, {Scope::internal, private_network}},
    NetworkV4{v4(192, 168, 0, 0), 16, {Scope::internal, private_network}},
    NetworkV4{v4(100, 64, 0, 0), 10, {Scope::internal, private_network}},
    // For benchmarks; some VPNs give every name an address in it.
    NetworkV4{v4(198, 18, 0, 0), 15, {Scope::internal, private_network}},
};

using Groups = std::array<std::uint16_t, 8>;  // of an IPv6 address

struct NetworkV6 {
    Groups address;
    int prefix;
    AddressRule rule;
};

constexpr std::array networks_v6{
    NetworkV6{{0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254}, 128, {Scope::never, metadata}},  // Amazon
    NetworkV6{{0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254}, 128, {Scope::never, metadata}},   // Google
    NetworkV6{{0xfe80}, 10, {Scope::never, link_local}},
    NetworkV6{{0xff00}, 8, {Scope::never, multicast}},
    NetworkV6{{0xfc00}, 7, {Scope::internal, private_network}},
    NetworkV6{{0xfec0}, 10, {Scope::internal, private_network}},
    NetworkV6{{0x2001, 0xdb8}, 32, {Scope::never, documentation}},
    NetworkV6{{0x3fff}, 20, {Scope::never, documentation}},
    NetworkV6{{0x2001}, 23, {Scope::never, reserved}},  // Teredo and other protocols' own
    NetworkV6{{0x2000}, 3, {Scope::global, "on the internet"}},
};

// IPv6 addresses whose last 32 bits are an IPv4 address, whoever carries it there.
constexpr std::array carriers_of_v4{
    NetworkV6{{0, 0, 0, 0, 0, 0xffff}, 96, {}},     // mapped
    NetworkV6{{0, 0, 0, 0, 0xffff, 0}, 96, {}},     // translated (SIIT)
    NetworkV6{{0x64, 0xff9b, 0, 0, 0, 0}, 96, {}},  // NAT64
    NetworkV6{{0, 0, 0, 0, 0, 0}, 96, {}},          // compatible
};
constexpr std::uint16_t prefix_6to4 = 0x2002;  // and then the IPv4 address

// NAT64 as a network likes (RFC 8215): where in such an address the IPv4 one stands, only that network's own gateway
// knows. So all of them are private, and those that may lead to what is never called are never called.
constexpr NetworkV6 local_nat64{{0x64, 0xff9b, 1}, 48, {Scope::internal, private_network}};
// The layouts of RFC 6052, section 2.2, that fit in: byte 8 is in none of them.
constexpr std::array<std::array<std::size_t, 4>, 4> nat64_layouts{
    {{6, 7, 9, 10}, {7, 9, 10, 11}, {9, 10, 11, 12}, {12, 13, 14, 15}}};

Groups groups_of(const ip::address_v6& address) {
    const auto bytes = address.to_bytes();
    Groups groups{};
    for (std::size_t i = 0; i < groups.size(); ++i) {
        groups.at(i) = static_cast<std::uint16_t>(bytes.at(2 * i) << 8U | bytes.at(2 * i + 1));
    }
    return groups;
}

bool holds(const NetworkV6& network, const Groups& address) {
    auto bits = network.prefix;
    for (std::size_t i = 0; bits > 0; ++i, bits -= 16) {
        const auto mask = bits >= 16 ? 0xffffU : 0xffffU << static_cast<unsigned>(16 - bits);
        if (((network.address.at(i) ^ address.at(i)) & mask) != 0) return false;
    }
    return true;
}

AddressRule rule_for_v4(std::uint32_t address) {
    for (const auto& network : networks_v4) {
        if (((address ^ network.address) >> static_cast<unsigned>(32 - network.prefix)) == 0) return network.rule;
    }
    return {Scope::global, "on the internet"};
}

std::optional<std::uint32_t> v4_inside(const Groups& address) {
    auto joined = [&](std::size_t at) { return std::uint32_t{address.at(at)} << 16U | address.at(at + 1); };
    if (address[0] == prefix_6to4) return joined(1);
    const bool carried =
        std::ranges::any_of(carriers_of_v4, [&](const auto& network) { return holds(network, address); });
    return carried ? std::optional(joined(6)) : std::nullopt;
}

AddressRule rule_for_local_nat64(const Groups& address) {
    auto byte = [&](std::size_t at) { return (std::uint32_t{address.at(at / 2)} >> (at % 2 == 0 ? 8U : 0U)) & 0xffU; };
    for (const auto& layout : nat64_layouts) {
        auto rule = rule_for_v4(v4(byte(layout[0]), byte(layout[1]), byte(layout[2]), byte(layout[3])));
        if (rule.what == metadata || rule.what == link_local) return rule;
    }
    return local_nat64.rule;
}

AddressRule rule_for_v6(const Groups& address) {
    if (auto inside = v4_inside(address)) return rule_for_v4(*inside);
    if (holds(local_nat64, address)) return rule_for_local_nat64(address);
    const auto* network = std::ranges::find_if(networks_v6, [&](const auto& one) { return holds(one, address); });
    return network == networks_v6.end() ? AddressRule{Scope::never, reserved} : network->rule;
}

}  // namespace

AddressRule rule_for(const ip::address& address) {
    if (address.is_v4()) return rule_for_v4(address.to_v4().to_uint());
    if (address.is_unspecified()) return {Scope::never, unspecified};
    if (address.is_loopback()) return {Scope::internal, this_machine};
    return rule_for_v6(groups_of(address.to_v6()));
}

AddressRule rule_for_own_address() {
    return {Scope::internal, this_machine};
}

ip::address carried_address(const ip::address& address) {
    if (address.is_v4()) return address;
    auto inside = v4_inside(groups_of(address.to_v6()));
    if (inside) return ip::address_v4(*inside);
    return ip::address_v6(address.to_v6().to_bytes());
}

}  // namespace necsus
