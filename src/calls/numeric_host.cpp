#include "numeric_host.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

namespace necsus {

namespace ip = boost::asio::ip;

std::optional<ip::address> numeric_address(const std::string& host) {
    // A name's last dot says that no search domain shall be tried; many who connect read a number the same with it.
    bool has_dot = host.ends_with('.') && host.find(':') == std::string::npos;
    const auto text = has_dot ? host.substr(0, host.size() - 1) : host;
    boost::system::error_code error;
    auto usual = ip::make_address(text, error);
    if (!error) return usual;
    in_addr odd{};
    // inet_aton ignores what follows a space; a host has none.
    if (text.find_first_of(" \t\n\v\f\r") != std::string::npos || inet_aton(text.c_str(), &odd) == 0)
        return std::nullopt;
    return ip::address_v4(ntohl(odd.s_addr));
}

}  // namespace necsus
