// Which calls go through a proxy, as the environment says it: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, as
// Python's requests and curl read them (docs/configuration.md).
#pragma once

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "necsus/calls/endpoint.hpp"

namespace necsus {

struct Proxy {
    std::string variable;              // that names it
    std::optional<Endpoint> endpoint;  // nothing if what it names is no URL of a proxy
};

class ProxySettings {
  public:
    /// The value of a variable, or null.
    using Environment = std::function<const char*(const char* name)>;

    /// None at all.
    ProxySettings() = default;
    explicit ProxySettings(const Environment& environment);

    /// Null: it is called directly. So is this machine, always.
    const Proxy* proxy_for(const Endpoint& endpoint) const;

    /// Those for https and for http, as far as there are any.
    std::vector<Proxy> all() const;

  private:
    /// One element of NO_PROXY.
    struct Exception {
        // A name, which is that of the hosts below it, too; "" is every host.
        std::variant<std::string, boost::asio::ip::network_v4, boost::asio::ip::network_v6> hosts;
        std::optional<std::uint16_t> port;
    };

    static std::optional<Exception> exception_of(std::string_view element);
    static bool holds(const Exception& exception, const Endpoint& endpoint);

    std::optional<Proxy> https_, http_;
    std::vector<Exception> exceptions_;
};

}  // namespace necsus
