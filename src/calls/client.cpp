#include "necsus/calls/client.hpp"

#include <fmt/format.h>
#include <boost/asio/ssl.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core/error.hpp>

#include "connection_pool.hpp"
#include "exchange.hpp"
#include "necsus/calls/resolver.hpp"
#include "necsus/version.hpp"

namespace necsus {

namespace {

namespace beast = boost::beast;
using boost::system::error_code;
using Kind = CallOutcome::Kind;

/// As long as another address is left to try, none may take longer than this to answer.
constexpr auto max_connect_time = std::chrono::seconds(5);

std::string request_text(const Endpoint& endpoint, const std::string& json) {
    auto text = fmt::format(
        "POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: NeCSuS/{}\r\nAccept: */*\r\n"
        "Content-Type: application/json\r\nContent-Length: {}\r\n",
        endpoint.target, endpoint.host_header, version, json.size());
    if (!endpoint.tls) text += "Connection: close\r\n";  // see connection_pool.hpp
    if (!endpoint.authorization.empty()) text += fmt::format("Authorization: {}\r\n", endpoint.authorization);
    return text + "\r\n" + json;
}

Kind kind_of_connect_error(const error_code& error) {
    if (error == beast::error::timeout || error == asio::error::timed_out) return Kind::timed_out;
    if (error == asio::error::connection_refused) return Kind::refused;
    return Kind::unreachable;
}

}  // namespace

std::string to_text(CallOutcome::Kind kind) {
    switch (kind) {
        case Kind::answered:
            return "answered";
        case Kind::no_such_host:
            return "no_such_host";
        case Kind::lookup_failed:
            return "lookup_failed";
        case Kind::refused:
            return "refused";
        case Kind::unreachable:
            return "unreachable";
        case Kind::tls_failed:
            return "tls_failed";
        case Kind::timed_out:
            return "timed_out";
        case Kind::too_large:
            return "too_large";
        case Kind::cut_off:
            return "cut_off";
        case Kind::closed:
            return "closed";
        case Kind::not_http:
            return "not_http";
        case Kind::bad_compression:
            return "bad_compression";
        case Kind::stopped:
            return "stopped";
    }
    return "unknown";
}

struct HttpBotClient::Parts {
    Parts(Executor executor_in, Resolver& resolver_in, BotClientLimits limits_in)
        : executor(executor_in),
          resolver(resolver_in),
          limits(limits_in),
          tls(asio::ssl::context::tls_client),
          pool(executor_in, limits_in.max_connections_per_host, limits_in.idle_time) {
        tls.set_default_verify_paths();
        tls.set_verify_mode(asio::ssl::verify_peer);
    }

    struct Connecting {
        std::unique_ptr<BotConnection> connection;
        CallOutcome failure;
    };

    std::unique_ptr<BotConnection> new_connection(bool over_tls) {
        auto connection = std::make_unique<BotConnection>();
        if (over_tls) {
            connection->stream = std::make_unique<TlsStream>(TcpStream(executor), tls);
        } else {
            connection->stream = std::make_unique<TcpStream>(executor);
        }
        return connection;
    }

    awaitable<Connecting> connect(Endpoint endpoint, Clock::time_point deadline);
    awaitable<CallOutcome> shake_hands(TlsStream& stream, std::string host);
    awaitable<Exchange> exchange_over(BotConnection& connection, std::string request, Clock::time_point deadline);

    Executor executor;
    Resolver& resolver;
    BotClientLimits limits;
    asio::ssl::context tls;
    ConnectionPool pool;
};

awaitable<HttpBotClient::Parts::Connecting> HttpBotClient::Parts::connect(Endpoint endpoint,
                                                                          Clock::time_point deadline) {
    Connecting result;
    result.failure = failed_call(Kind::unreachable);
    auto found = co_await resolver.resolve(endpoint.host, deadline);
    if (found.error) {
        auto kind = Kind::lookup_failed;
        if (found.error == asio::error::host_not_found) kind = Kind::no_such_host;
        if (found.error == asio::error::timed_out) kind = Kind::timed_out;
        result.failure = failed_call(kind, found.error.message());
        co_return result;
    }
    for (std::size_t i = 0; i < found.addresses.size() && !pool.stopped(); ++i) {
        auto connection = new_connection(endpoint.tls);
        ConnectionPool::Active active(pool, *connection);
        bool last = i + 1 == found.addresses.size();
        auto limit = deadline;
        if (!last) limit = std::min(deadline, Clock::now() + max_connect_time);
        connection->tcp().expires_at(limit);
        asio::ip::tcp::endpoint address(found.addresses[i], endpoint.port);
        auto [error] = co_await connection->tcp().async_connect(address, as_result);
        if (error) {
            // Several addresses: being refused says more than one that leads nowhere.
            bool says_more = result.failure.kind != Kind::refused;
            if (says_more) result.failure = failed_call(kind_of_connect_error(error), error.message());
            continue;
        }
        error_code ignored;
        connection->tcp().socket().set_option(asio::ip::tcp::no_delay(true), ignored);
        if (endpoint.tls) {
            connection->tcp().expires_at(deadline);
            auto& stream = *std::get<std::unique_ptr<TlsStream>>(connection->stream);
            result.failure = co_await shake_hands(stream, endpoint.host);
            if (result.failure.kind != Kind::answered) co_return result;
        }
        result.connection = std::move(connection);
        co_return result;
    }
    co_return result;
}

awaitable<CallOutcome> HttpBotClient::Parts::shake_hands(TlsStream& stream, std::string host) {
    if (host.ends_with('.')) host.pop_back();  // "example.com." is a name for DNS, and not for certificates
    error_code not_an_address;
    asio::ip::make_address(host, not_an_address);
    // SNI names hosts, never addresses (RFC 6066, 3).
    if (not_an_address) SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
    stream.set_verify_callback(asio::ssl::host_name_verification(host));
    auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::client, as_result);
    if (!error) co_return CallOutcome();
    if (error == beast::error::timeout) co_return failed_call(Kind::timed_out);
    auto verdict = SSL_get_verify_result(stream.native_handle());
    auto why = verdict == X509_V_OK ? error.message() : std::string(X509_verify_cert_error_string(verdict));
    co_return failed_call(Kind::tls_failed, why);
}

awaitable<Exchange> HttpBotClient::Parts::exchange_over(BotConnection& connection, std::string request,
                                                        Clock::time_point deadline) {
    ConnectionPool::Active active(pool, connection);
    connection.tcp().expires_at(deadline);
    co_return co_await exchange(connection, std::move(request), limits.max_reply_bytes);
}

HttpBotClient::HttpBotClient(Executor executor, Resolver& resolver, BotClientLimits limits)
    : parts_(std::make_unique<Parts>(executor, resolver, limits)) {}

HttpBotClient::~HttpBotClient() = default;

std::chrono::milliseconds HttpBotClient::timeout() const {
    return parts_->limits.timeout;
}

void HttpBotClient::stop() {
    parts_->pool.stop();
}

awaitable<CallOutcome> HttpBotClient::post(Endpoint endpoint, std::string json) {
    auto outcome = co_await call(std::move(endpoint), std::move(json));
    if (parts_->pool.stopped() && outcome.kind != Kind::answered) outcome = failed_call(Kind::stopped);
    co_return outcome;
}

awaitable<CallOutcome> HttpBotClient::call(Endpoint endpoint, std::string json) {
    auto& pool = parts_->pool;
    auto deadline = Clock::now() + parts_->limits.timeout;
    if (pool.stopped()) co_return failed_call(Kind::stopped);
    auto place = co_await pool.take_place(endpoint, deadline);
    if (!place) co_return failed_call(Kind::timed_out);
    auto request = request_text(endpoint, json);

    // A POST is sent once: a bot that dies while it works would be woken twice (RFC 9110, 9.2.2).
    std::unique_ptr<BotConnection> connection;
    if (endpoint.tls) connection = co_await pool.take_idle(place.key());
    if (!connection) {
        auto connecting = co_await parts_->connect(endpoint, deadline);
        if (!connecting.connection) co_return std::move(connecting.failure);
        connection = std::move(connecting.connection);
    }
    auto result = co_await parts_->exchange_over(*connection, std::move(request), deadline);
    if (result.reusable && endpoint.tls) pool.keep(place.key(), std::move(connection));
    co_return std::move(result.outcome);
}

}  // namespace necsus
