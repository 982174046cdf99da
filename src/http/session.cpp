#include "session.hpp"

#include <fmt/format.h>

#include <boost/beast/websocket.hpp>
#include <optional>

#include "connection.hpp"
#include "necsus/log.hpp"
#include "necsus/version.hpp"
#include "websocket_impl.hpp"

namespace necsus {

namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

beast::websocket::stream_base::timeout websocket_timeouts(const HttpLimits& limits) {
    beast::websocket::stream_base::timeout timeouts{};
    timeouts.handshake_timeout = limits.read_timeout;
    timeouts.idle_timeout = 2 * limits.ping_interval;  // Beast pings when half of it has passed in silence
    timeouts.keep_alive_pings = true;
    return timeouts;
}

/// Every response says no-cache, that to a handshake too.
beast::websocket::stream_base::decorator websocket_headers() {
    return beast::websocket::stream_base::decorator([](beast::websocket::response_type& response) {
        response.set(http::field::server, "NeCSuS/" + std::string(version));
        response.set(http::field::cache_control, "no-cache");
    });
}

/// The request as Beast's own value, for the library to answer.
http::request<http::empty_body> handshake_of(const Request& request) {
    http::request<http::empty_body> handshake(http::verb::get, request.target, 11);
    for (const auto& [name, value] : request.headers) handshake.set(name, value);
    return handshake;
}

/// What a client may say at once; nobody listens to it.
constexpr std::size_t max_ignored_message_bytes = 64U << 10U;

awaitable<void> serve_websocket(Connections& connections, Upgrade upgrade) {
    auto impl = std::make_shared<WebSocket::Impl>(std::move(upgrade.socket));
    impl->stream.set_option(websocket_timeouts(connections.limits));
    impl->stream.set_option(websocket_headers());
    impl->stream.auto_fragment(false);
    impl->stream.read_message_max(max_ignored_message_bytes);
    impl->stream.text(true);
    error_code unknown_peer;
    auto peer = impl->stream.next_layer().remote_endpoint(unknown_peer).address();
    auto handshake = handshake_of(upgrade.request);
    auto [error] = co_await impl->stream.async_accept(handshake, as_result);
    if (error) co_return;

    auto client = connections.proxies.client_of(peer, upgrade.request.header("x-forwarded-for"));
    auto target = upgrade.request.target;
    log_event(LogLevel::info, "websocket_opened", {{"client", client}, {"target", target}});
    auto started = Clock::now();
    WebSocket socket(std::move(impl));
    co_await upgrade.stream->serve(std::move(socket), std::move(upgrade.request));
    auto open_for = std::chrono::duration<double>(Clock::now() - started).count();
    log_event(LogLevel::info, "websocket_closed",
              {{"client", client}, {"target", target}, {"seconds", fmt::format("{:.1f}", open_for)}});
}

awaitable<std::optional<Upgrade>> serve_http(Connections& connections, TcpSocket socket) {
    Connection connection(connections, std::move(socket));
    co_return co_await connection.run();
}

}  // namespace

awaitable<void> serve_connection(Connections& connections, TcpSocket socket) {
    Connections::Open open(connections);
    // The HTTP side is gone before the websocket speaks: an idle socket should not pay for its buffers.
    auto upgrade = co_await serve_http(connections, std::move(socket));
    if (upgrade) co_await serve_websocket(connections, std::move(*upgrade));
}

}  // namespace necsus
