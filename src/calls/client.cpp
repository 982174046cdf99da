#include "necsus/calls/client.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/beast/core/error.hpp>
#include <cerrno>
#include <optional>

#include "connection_pool.hpp"
#include "exchange.hpp"
#include "necsus/calls/address_rules.hpp"
#include "necsus/calls/resolver.hpp"
#include "necsus/log.hpp"
#include "necsus/version.hpp"
#include "numeric_host.hpp"
#include "own_addresses.hpp"
#include "tunnel.hpp"

namespace necsus {

namespace {

namespace beast = boost::beast;
using boost::system::error_code;
using Kind = CallOutcome::Kind;

/// As long as another address is left to try, none may take longer than this to answer.
constexpr auto max_connect_time = std::chrono::seconds(5);

/// A place that comes later than this part of the time before its end comes too late: a bot that is called has some
/// time to answer. When many calls wait for a bot that hangs, they don't all reach it in their last moment.
constexpr int last_part = 10;

/// To a proxy the target is the whole URL (RFC 9112, 3.2.2), unless it only hands bytes on.
std::string request_head(const Endpoint& endpoint, const Proxy* proxy, std::size_t json_bytes) {
    bool is_for_proxy = proxy != nullptr && !endpoint.tls;
    auto origin = is_for_proxy ? "http://" + endpoint.host_header : std::string();
    auto text = fmt::format(
        "POST {}{} HTTP/1.1\r\nHost: {}\r\nUser-Agent: NeCSuS/{}\r\nAccept: */*\r\n"
        "Content-Type: application/json\r\nNeCSuS-Call: 1\r\nContent-Length: {}\r\n",
        origin, endpoint.target, endpoint.host_header, version, json_bytes);
    if (!endpoint.tls) text += "Connection: close\r\n";  // see connection_pool.hpp
    if (!endpoint.authorization.empty()) text += fmt::format("Authorization: {}\r\n", endpoint.authorization);
    if (is_for_proxy) text += proxy_authorization(*proxy);
    return text + "\r\n";
}

struct Exchange {
    CallOutcome outcome;
    bool reusable = false;
};

CallOutcome failed_lookup(const Resolver::Answer& answer) {
    auto kind = Kind::lookup_failed;
    if (answer.error == asio::error::host_not_found) kind = Kind::no_such_host;
    if (answer.error == asio::error::timed_out) kind = Kind::lookup_timed_out;
    return failed_call(kind, answer.detail);
}

/// An address in its usual form: what was judged here is what a proxy connects to. It may read "0127.1" otherwise.
void spell_plainly(Endpoint& endpoint) {
    auto address = numeric_address(endpoint.host);
    if (!address || !address->is_v4()) return;
    auto port = endpoint.host_header.substr(endpoint.host.size());
    endpoint.host = address->to_string();
    endpoint.host_header = endpoint.host + port;
}

Kind kind_of_connect_error(const error_code& error) {
    if (error == beast::error::timeout || error == asio::error::timed_out) return Kind::timed_out;
    if (error == asio::error::connection_refused) return Kind::refused;
    if (error == asio::error::no_descriptors) return Kind::no_descriptors;
    return Kind::unreachable;
}

/// Looking a name up and verifying a certificate need descriptors too, and don't say that there were none.
bool is_out_of_descriptors() {
    int probe = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (probe < 0) return errno == EMFILE || errno == ENFILE;
    ::close(probe);
    return false;
}

}  // namespace

struct HttpBotClient::Parts {
    Parts(Executor executor_in, Resolver& resolver_in, BotClientLimits limits_in, ProxySettings proxies_in)
        : executor(executor_in),
          resolver(resolver_in),
          limits(limits_in),
          proxies(std::move(proxies_in)),
          tls(asio::ssl::context::tls_client),
          pool(executor_in, {limits_in.max_connections_per_host, limits_in.max_calls_per_host}, limits_in.idle_time) {
        tls.set_default_verify_paths();
        tls.set_verify_mode(asio::ssl::verify_peer);
    }

    struct Connecting {
        std::unique_ptr<BotConnection> connection;
        CallOutcome failure;
    };

    std::vector<asio::ip::address> allowed(std::vector<asio::ip::address> addresses, CallOutcome& if_none);
    std::optional<AddressRule> forbidding(const asio::ip::address& address);
    CallOutcome refused_by_host(const std::string& host);
    awaitable<Connecting> connect(Endpoint endpoint, const Proxy* proxy, Clock::time_point deadline);
    awaitable<Connecting> reach(Endpoint endpoint, bool is_proxy, Clock::time_point deadline);
    awaitable<CallOutcome> pass_proxy(BotConnection& connection, const Proxy& proxy, Endpoint endpoint);
    awaitable<Exchange> exchange_over(BotConnection& connection, OutgoingRequest request, Clock::time_point deadline);

    Executor executor;
    Resolver& resolver;
    BotClientLimits limits;
    ProxySettings proxies;
    OwnAddresses own_addresses;
    asio::ssl::context tls;
    ConnectionPool pool;
};

/// The rule by which `address` may not be called, or none. Asked after the look-up and for each address: a rule about
/// names could be tricked by DNS.
std::optional<AddressRule> HttpBotClient::Parts::forbidding(const asio::ip::address& address) {
    auto rule = rule_for(address);
    if (rule.scope == AddressScope::never) return rule;
    if (limits.internal_addresses) return std::nullopt;
    bool is_own = rule.scope == AddressScope::global && own_addresses.hold(address, Clock::now());
    if (is_own) rule = rule_for_own_address();
    return rule.scope == AddressScope::global ? std::nullopt : std::optional(rule);
}

/// Those of `addresses` that may be called; the last that may not is told in `if_none`, and logged.
std::vector<asio::ip::address> HttpBotClient::Parts::allowed(std::vector<asio::ip::address> addresses,
                                                             CallOutcome& if_none) {
    std::erase_if(addresses, [&](const auto& address) {
        auto rule = forbidding(address);
        if (!rule) return false;
        if_none = failed_call(Kind::address_not_allowed, address.to_string());
        log_event(LogLevel::info, "address_not_allowed",
                  {{"address", address.to_string()}, {"why", std::string(rule->what)}});
        return true;
    });
    return addresses;
}

/// What a proxy would connect to is known here only if the URL itself says it; the proxy looks names up.
CallOutcome HttpBotClient::Parts::refused_by_host(const std::string& host) {
    CallOutcome outcome;
    auto address = numeric_address(host);
    if (host == "localhost") address = asio::ip::address_v4::loopback();
    if (address) allowed({*address}, outcome);
    return outcome;
}

awaitable<HttpBotClient::Parts::Connecting> HttpBotClient::Parts::connect(Endpoint endpoint, const Proxy* proxy,
                                                                          Clock::time_point deadline) {
    if (proxy == nullptr) co_return co_await reach(std::move(endpoint), false, deadline);
    Connecting result;
    result.failure = refused_by_host(endpoint.host);
    if (result.failure.kind != Kind::answered) co_return result;
    if (!proxy->endpoint) {
        result.failure = no_proxy(*proxy);
        co_return result;
    }
    result = co_await reach(*proxy->endpoint, true, deadline);
    if (!result.connection) {
        result.failure = proxy_failure(*proxy, result.failure);
        co_return result;
    }
    if (!endpoint.tls) co_return result;
    result.failure = co_await pass_proxy(*result.connection, *proxy, std::move(endpoint));
    if (result.failure.kind != Kind::answered) result.connection.reset();
    co_return result;
}

/// A connection to the endpoint's own host, with TLS if it is https. A proxy is the admin's, wherever it stands.
awaitable<HttpBotClient::Parts::Connecting> HttpBotClient::Parts::reach(Endpoint endpoint, bool is_proxy,
                                                                        Clock::time_point deadline) {
    Connecting result;
    result.failure = failed_call(Kind::unreachable);
    auto found = co_await resolver.resolve(endpoint.host, deadline);
    if (found.error) {
        result.failure = failed_lookup(found);
        co_return result;
    }
    auto addresses = std::move(found.addresses);
    if (!is_proxy) addresses = allowed(std::move(addresses), result.failure);
    for (std::size_t i = 0; i < addresses.size() && !pool.stopped(); ++i) {
        auto connection = std::make_unique<BotConnection>(executor);
        ConnectionPool::Active active(pool, *connection);
        bool last = i + 1 == addresses.size();
        auto limit = deadline;
        if (!last) limit = std::min(deadline, Clock::now() + max_connect_time);
        connection->tcp().expires_at(limit);
        asio::ip::tcp::endpoint address(addresses[i], endpoint.port);
        auto [error] = co_await connection->tcp().async_connect(address, as_result);
        if (error) {
            // Several addresses: being refused says more than one that leads nowhere.
            bool says_more = result.failure.kind != Kind::refused;
            if (says_more) result.failure = failed_call(kind_of_connect_error(error), error.message());
            continue;
        }
        error_code ignored;
        connection->tcp().socket().set_option(asio::ip::tcp::no_delay(true), ignored);
        connection->tcp().expires_at(deadline);
        if (endpoint.tls) {
            result.failure = co_await connection->start_tls(tls, endpoint.host);
            if (result.failure.kind != Kind::answered) co_return result;
        }
        result.connection = std::move(connection);
        co_return result;
    }
    co_return result;
}

/// From a connection to the proxy to one, over TLS, to the endpoint's host.
awaitable<CallOutcome> HttpBotClient::Parts::pass_proxy(BotConnection& connection, const Proxy& proxy,
                                                        Endpoint endpoint) {
    ConnectionPool::Active active(pool, connection);
    auto opened = co_await open_tunnel(connection, proxy, endpoint);
    if (opened.kind != Kind::answered) co_return opened;
    co_return co_await connection.start_tls(tls, std::move(endpoint.host));
}

awaitable<Exchange> HttpBotClient::Parts::exchange_over(BotConnection& connection, OutgoingRequest request,
                                                        Clock::time_point deadline) {
    ConnectionPool::Active active(pool, connection);
    if (pool.stopped()) {  // in the same turn in which it was connected
        Exchange stopped;
        stopped.outcome = failed_call(Kind::stopped);
        co_return stopped;
    }
    connection.tcp().expires_at(deadline);
    AnswerReader reader(limits.max_reply_bytes);
    bool written = co_await exchange(connection, std::move(request), reader);
    co_return Exchange{reader.take_outcome(), written && reader.keeps_connection()};
}

HttpBotClient::HttpBotClient(Executor executor, Resolver& resolver, BotClientLimits limits, ProxySettings proxies)
    : parts_(std::make_unique<Parts>(executor, resolver, limits, std::move(proxies))) {}

HttpBotClient::~HttpBotClient() = default;

std::chrono::milliseconds HttpBotClient::timeout() const {
    return parts_->limits.timeout;
}

UnpackLimits HttpBotClient::unpack_limits() const {
    return {parts_->limits.max_reply_bytes, parts_->limits.max_unpack_ratio};
}

void HttpBotClient::stop() {
    parts_->pool.stop();
}

awaitable<CallOutcome> HttpBotClient::post(BotCall call) {
    auto outcome = co_await exchange_with(std::move(call));
    bool says_little = outcome.kind == Kind::no_such_host || outcome.kind == Kind::lookup_failed ||
                       outcome.kind == Kind::unreachable || outcome.kind == Kind::tls_failed ||
                       outcome.kind == Kind::proxy_failed;
    if (says_little && is_out_of_descriptors()) outcome = failed_call(Kind::no_descriptors);
    if (parts_->pool.stopped() && outcome.kind != Kind::answered) outcome = failed_call(Kind::stopped);
    co_return outcome;
}

awaitable<CallOutcome> HttpBotClient::exchange_with(BotCall call) {
    auto& pool = parts_->pool;
    auto timeout = parts_->limits.timeout;
    auto deadline = Clock::now() + timeout;
    if (pool.stopped()) co_return failed_call(Kind::stopped);
    auto& endpoint = call.endpoint;
    const auto* proxy = parts_->proxies.proxy_for(endpoint);
    if (proxy != nullptr) spell_plainly(endpoint);
    auto found = co_await pool.take_place(endpoint, proxy, std::move(call.group), deadline - timeout / last_part);
    if (auto* none = std::get_if<ConnectionPool::NoPlace>(&found)) {
        co_return failed_call(none->crowded ? Kind::crowded : Kind::no_place, std::to_string(none->calls));
    }
    auto& place = std::get<ConnectionPool::Place>(found);

    // A POST is sent once: a bot that dies while it works would be woken twice (RFC 9110, 9.2.2).
    std::unique_ptr<BotConnection> connection;
    bool is_kept = endpoint.tls;
    if (is_kept) connection = co_await pool.take_idle(place.key());
    if (!connection) {
        auto connecting = co_await parts_->connect(endpoint, proxy, deadline);
        if (!connecting.connection) co_return std::move(connecting.failure);
        connection = std::move(connecting.connection);
    }
    OutgoingRequest request;
    request.head = request_head(endpoint, proxy, call.json.size());
    request.body = std::move(call.json);
    request.held_with_body = std::move(call.held_with_json);
    auto result = co_await parts_->exchange_over(*connection, std::move(request), deadline);
    if (result.reusable && is_kept) pool.keep(place.key(), std::move(connection));
    bool wants_password = proxy != nullptr && !endpoint.tls && result.outcome.status == 407;
    if (wants_password) co_return proxy_refusal(*proxy, result.outcome);
    co_return std::move(result.outcome);
}

}  // namespace necsus
