// A connection to a bot's host: TCP, and TLS over it, once or (through a proxy that itself speaks TLS) twice.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <memory>
#include <string>
#include <variant>

#include "necsus/async.hpp"
#include "necsus/calls/client.hpp"

namespace necsus {

using TcpStream = boost::beast::basic_stream<asio::ip::tcp, Executor>;

class BotConnection {
  public:
    explicit BotConnection(Executor executor) : stream_(std::make_unique<TcpStream>(executor)) {}

    /// For its deadline, which all else here keeps, and for breaking it off.
    TcpStream& tcp();

    /// Speaks TLS from here on, over what it spoke before, with a host whose certificate must be for `host`.
    /// `answered`, or how it failed.
    awaitable<CallOutcome> start_tls(asio::ssl::context& context, std::string host);

    /// Writes all of both, which must live for so long.
    awaitable<boost::system::error_code> write(std::string_view head, std::string_view body);

    struct Read {
        boost::system::error_code error;
        std::size_t bytes = 0;
    };
    awaitable<Read> read_some(asio::mutable_buffer into);

  private:
    using TlsStream = asio::ssl::stream<TcpStream>;
    using TlsInTlsStream = asio::ssl::stream<TlsStream>;

    std::variant<std::unique_ptr<TcpStream>, std::unique_ptr<TlsStream>, std::unique_ptr<TlsInTlsStream>> stream_;
};

}  // namespace necsus
