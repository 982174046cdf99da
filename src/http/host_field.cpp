#include "host_field.hpp"

#include <boost/asio/ip/address_v6.hpp>
#include <string>

namespace necsus {

namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";
// What may stand in a registered name as it is: letters, digits, "unreserved" and "sub-delims".
constexpr std::string_view name_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=";

bool consists_of(std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_name(std::string_view name) {
    while (!name.empty()) {
        bool is_escape = name.front() == '%';
        if (is_escape && (name.size() < 3 || !consists_of(name.substr(1, 2), hex_digits))) return false;
        if (!is_escape && name_characters.find(name.front()) == std::string_view::npos) return false;
        name.remove_prefix(is_escape ? 3 : 1);
    }
    return true;
}

bool is_ipv6(std::string_view literal) {
    boost::system::error_code error;
    boost::asio::ip::make_address_v6(std::string(literal), error);
    return !error && literal.find('%') == std::string_view::npos;
}

}  // namespace

bool is_host_field(std::string_view host) {
    bool bracketed = host.starts_with('[');
    auto end = bracketed ? host.find(']') : host.find(':');
    if (bracketed && (end == std::string_view::npos || !is_ipv6(host.substr(1, end - 1)))) return false;
    auto name = host.substr(0, bracketed ? end + 1 : end);
    auto port = host.substr(name.size());
    if (!bracketed && !is_name(name)) return false;
    return port.empty() || (port.front() == ':' && consists_of(port.substr(1), digits));
}

}  // namespace necsus
