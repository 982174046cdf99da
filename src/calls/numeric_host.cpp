#include "numeric_host.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

namespace necsus {

namespace ip = boost::asio::ip;

std::optional<ip::address> numeric_address(const std::string& host) {
    boost::system::error_code error;
    auto usual = ip::make_address(host, error);
    if (!error) return usual;
    in_addr odd{};
    // inet_aton ignores what follows a space; a host has none.
    if (host.find_first_of(" \t\n\v\f\r") != std::string::npos || inet_aton(host.c_str(), &odd) == 0)
        return std::nullopt;
    return ip::address_v4(ntohl(odd.s_addr));
}

}  // namespace necsus
