#include "necsus/calls/proxy_settings.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>

#include "necsus/text/fields.hpp"
#include "numeric_host.hpp"

namespace necsus {

namespace {

namespace ip = boost::asio::ip;
using boost::system::error_code;

/// The address that `host` is, however it is spelled.
std::optional<ip::address> address_of(const std::string& host) {
    auto address = numeric_address(host);
    bool is_mapped = address && address->is_v6() && address->to_v6().is_v4_mapped();
    if (is_mapped) return ip::make_address_v4(ip::v4_mapped, address->to_v6());
    return address;
}

bool is_or_is_below(std::string_view host, std::string_view name) {
    if (!host.ends_with(name)) return false;
    host.remove_suffix(name.size());
    return host.empty() || host.ends_with('.');
}

std::string_view without_dot(std::string_view host) {
    if (host.ends_with('.')) host.remove_suffix(1);
    return host;
}

/// This machine: what a proxy would take for itself.
bool is_local(const Endpoint& endpoint) {
    if (is_or_is_below(without_dot(endpoint.host), "localhost")) return true;
    auto address = address_of(endpoint.host);
    return address && (address->is_loopback() || address->is_unspecified());
}

/// The variable in lowercase counts, if it is there; empty is as good as none.
std::pair<std::string, std::string> value_of(const ProxySettings::Environment& environment, std::string name) {
    auto lower = lowercase(name);
    const auto* value = environment(lower.c_str());
    if (value != nullptr) {
        name = lower;
    } else {
        value = environment(name.c_str());
    }
    return {name, std::string(trimmed(value == nullptr ? "" : value))};
}

std::optional<Proxy> proxy_in(const ProxySettings::Environment& environment, const std::string& name) {
    auto [variable, url] = value_of(environment, name);
    if (url.empty()) return std::nullopt;
    if (url.find("://") == std::string::npos) url.insert(0, "http://");
    auto endpoint = parse_endpoint(url);
    if (endpoint.has_error()) return Proxy{variable, std::nullopt};
    return Proxy{variable, *endpoint};
}

template <class Network>
bool is_in(const Network& network, const auto& address) {
    return Network(address, network.prefix_length()).canonical() == network.canonical();
}

std::optional<std::uint16_t> port_or_none(std::string_view digits) {
    std::uint16_t port = 0;
    const auto* end = digits.data() + digits.size();
    auto [stopped_at, error] = std::from_chars(digits.data(), end, port);
    if (error != std::errc() || stopped_at != end) return std::nullopt;
    return port;
}

}  // namespace

ProxySettings::ProxySettings(const Environment& environment) {
    auto rest = proxy_in(environment, "ALL_PROXY");
    https_ = proxy_in(environment, "HTTPS_PROXY");
    http_ = proxy_in(environment, "HTTP_PROXY");
    if (!https_) https_ = rest;
    if (!http_) http_ = rest;

    auto list = lowercase(value_of(environment, "NO_PROXY").second);
    std::replace(list.begin(), list.end(), ' ', ',');
    for (auto element : comma_separated(list)) {
        if (auto exception = exception_of(element)) exceptions_.push_back(std::move(*exception));
    }
}

/// "example.com", ".example.com", "*.example.com", "10.0.0.0/8", "[::1]:8080", "*". Nothing if it is none of these.
std::optional<ProxySettings::Exception> ProxySettings::exception_of(std::string_view element) {
    Exception exception;
    std::string host(element);
    auto colon = host.rfind(':');
    bool has_port = colon != std::string::npos && (host.find(':') == colon || host[colon - 1] == ']');
    if (has_port) {
        exception.port = port_or_none(std::string_view(host).substr(colon + 1));
        if (!exception.port) return std::nullopt;
        host.resize(colon);
    }
    std::erase_if(host, [](char c) { return c == '[' || c == ']'; });

    auto slash = host.find('/');
    if (slash == std::string::npos) {
        bool is_everything = host == "*";
        if (host.starts_with("*.")) host.erase(0, 1);
        if (host.starts_with('.')) host.erase(0, 1);
        if (host.empty()) return std::nullopt;
        exception.hosts = is_everything ? std::string() : std::string(without_dot(host));
        auto address = address_of(host);
        if (!address) return exception;
        host = address->to_string() + (address->is_v4() ? "/32" : "/128");
    }
    error_code error;
    if (host.find(':') == std::string::npos) {
        exception.hosts = ip::make_network_v4(host, error);
    } else {
        exception.hosts = ip::make_network_v6(host, error);
    }
    if (error) return std::nullopt;
    return exception;
}

bool ProxySettings::holds(const Exception& exception, const Endpoint& endpoint) {
    if (exception.port && *exception.port != endpoint.port) return false;
    auto address = address_of(endpoint.host);
    if (const auto* name = std::get_if<std::string>(&exception.hosts)) {
        return name->empty() || (!address && is_or_is_below(without_dot(endpoint.host), *name));
    }
    if (!address) return false;
    if (const auto* network = std::get_if<ip::network_v4>(&exception.hosts)) {
        return address->is_v4() && is_in(*network, address->to_v4());
    }
    return address->is_v6() && is_in(std::get<ip::network_v6>(exception.hosts), address->to_v6());
}

const Proxy* ProxySettings::proxy_for(const Endpoint& endpoint) const {
    const auto& proxy = endpoint.tls ? https_ : http_;
    if (!proxy || is_local(endpoint)) return nullptr;
    bool is_exempt = std::any_of(exceptions_.begin(), exceptions_.end(),
                                 [&](const auto& exception) { return holds(exception, endpoint); });
    return is_exempt ? nullptr : &*proxy;
}

std::vector<Proxy> ProxySettings::all() const {
    std::vector<Proxy> proxies;
    if (https_) proxies.push_back(*https_);
    if (http_ && (!https_ || http_->variable != https_->variable)) proxies.push_back(*http_);
    return proxies;
}

}  // namespace necsus
