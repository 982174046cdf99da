#include "connection.hpp"

#include <array>
#include <boost/asio/ssl.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>

namespace necsus {

namespace {

namespace beast = boost::beast;
using boost::system::error_code;
using Kind = CallOutcome::Kind;

template <class Stream>
awaitable<CallOutcome> shake_hands(Stream& stream, std::string host) {
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

template <class Stream>
awaitable<error_code> write_all(Stream& stream, std::string_view head, std::string_view body) {
    std::array<asio::const_buffer, 2> pieces{asio::buffer(head), asio::buffer(body)};
    auto [error, written] = co_await asio::async_write(stream, pieces, as_result);
    co_return error;
}

template <class Stream>
awaitable<BotConnection::Read> read_from(Stream& stream, asio::mutable_buffer into) {
    auto [error, bytes] = co_await stream.async_read_some(into, as_result);
    co_return BotConnection::Read{error, bytes};
}

}  // namespace

TcpStream& BotConnection::tcp() {
    if (auto* plain = std::get_if<std::unique_ptr<TcpStream>>(&stream_)) return **plain;
    if (auto* tls = std::get_if<std::unique_ptr<TlsStream>>(&stream_)) return (*tls)->next_layer();
    return std::get<std::unique_ptr<TlsInTlsStream>>(stream_)->next_layer().next_layer();
}

awaitable<CallOutcome> BotConnection::start_tls(asio::ssl::context& context, std::string host) {
    if (auto* plain = std::get_if<std::unique_ptr<TcpStream>>(&stream_)) {
        auto& outer = stream_.emplace<1>(std::make_unique<TlsStream>(std::move(**plain), context));
        return shake_hands(*outer, std::move(host));
    }
    auto& outer = std::get<std::unique_ptr<TlsStream>>(stream_);
    auto& inner = stream_.emplace<2>(std::make_unique<TlsInTlsStream>(std::move(*outer), context));
    return shake_hands(*inner, std::move(host));
}

awaitable<error_code> BotConnection::write(std::string_view head, std::string_view body) {
    return std::visit([&](auto& stream) { return write_all(*stream, head, body); }, stream_);
}

awaitable<BotConnection::Read> BotConnection::read_some(asio::mutable_buffer into) {
    return std::visit([&](auto& stream) { return read_from(*stream, into); }, stream_);
}

}  // namespace necsus
