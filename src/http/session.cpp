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

/// A longer message goes in fragments (RFC 6455, 5.4), with pings between them: a client that takes minutes for it is
/// there as long as it answers those.
constexpr std::size_t fragment_bytes = 64U << 10U;

beast::websocket::stream_base::timeout websocket_timeouts(const HttpLimits& limits) {
    beast::websocket::stream_base::timeout timeouts{};
    timeouts.handshake_timeout = limits.read_timeout;
    timeouts.idle_timeout = 2 * limits.ping_interval;  // Beast pings when half of it has passed in silence
    timeouts.keep_alive_pings = true;
    return timeouts;
}

/// What every response says, that to a handshake says too.
beast::websocket::stream_base::decorator websocket_headers() {
    return beast::websocket::stream_base::decorator([](beast::websocket::response_type& response) {
        response.set(http::field::server, "NeCSuS/" + std::string(version));
        response.set(http::field::cache_control, "no-cache");
        response.set("X-Content-Type-Options", "nosniff");
        response.set("Referrer-Policy", "strict-origin-when-cross-origin");
    });
}

/// The request as the library wants it, for it to answer: what is asked for is checked and routed already. What came
/// with it are the first frames.
std::string handshake_of(const Upgrade& upgrade) {
    constexpr std::string_view head =
        "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ";
    return std::string(head).append(upgrade.request.header("sec-websocket-key")).append("\r\n\r\n") +
           upgrade.first_bytes;
}

awaitable<void> serve_websocket(Connections& connections, Upgrade upgrade) {
    auto impl = std::make_shared<WebSocket::Impl>(std::move(upgrade.socket));
    impl->stream.set_option(websocket_timeouts(connections.limits));
    impl->stream.set_option(websocket_headers());
    impl->stream.auto_fragment(true);
    impl->stream.write_buffer_bytes(fragment_bytes);
    impl->stream.read_message_max(connections.limits.max_frame_bytes);
    impl->stream.text(true);
    error_code unknown_peer;
    auto peer = impl->stream.next_layer().remote_endpoint(unknown_peer).address();
    auto handshake = handshake_of(upgrade);
    auto [error] = co_await impl->stream.async_accept(asio::buffer(handshake), as_result);
    if (error) co_return;

    auto client = connections.proxies.client_of(peer, upgrade.request.header("x-forwarded-for")).to_string();
    auto target = upgrade.request.target;
    log_event(LogLevel::info, "websocket_opened", {{"client", client}, {"target", target}});
    auto started = Clock::now();
    WebSocket socket(std::move(impl));
    co_await upgrade.stream->serve(std::move(socket), std::move(upgrade.request));
    auto open_for = std::chrono::duration<double>(Clock::now() - started).count();
    log_event(LogLevel::info, "websocket_closed",
              {{"client", client}, {"target", target}, {"seconds", fmt::format("{:.1f}", open_for)}});
}

awaitable<std::optional<Upgrade>> serve_http(Connections& connections, TcpSocket socket, ClientBounds::Place place) {
    Connection connection(connections, std::move(socket), std::move(place));
    co_return co_await connection.run();
}

}  // namespace

awaitable<void> serve_connection(Connections& connections, TcpSocket socket, ClientBounds::Place place) {
    Connections::Open open(connections);
    // The HTTP side is gone before the websocket speaks: an idle socket should not pay for its buffers.
    auto upgrade = co_await serve_http(connections, std::move(socket), std::move(place));
    if (upgrade) co_await serve_websocket(connections, std::move(*upgrade));
}

}  // namespace necsus
