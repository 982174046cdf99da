// The HTTP side of one connection, with Beast in sight: for its own source and for session.cpp.
#pragma once

#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

#include "necsus/http/session.hpp"
#include "websocket_impl.hpp"

namespace necsus {

/// A request that asks for a websocket, and the connection that it came on.
struct Upgrade {
    TcpSocket socket;
    boost::beast::http::request<boost::beast::http::string_body> handshake;
    Request request;
    const Stream* stream;
};

/// Reads requests off one connection and writes the answers.
class HttpConnection {
  public:
    HttpConnection(Connections& connections, TcpSocket socket);

    /// Until the connection ends, or a websocket is asked for.
    awaitable<std::optional<Upgrade>> run();

  private:
    using RequestMessage = boost::beast::http::request<boost::beast::http::string_body>;
    using RequestParser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    enum class Step { go_on, end };

    /// What the access line says of a request; the request itself goes to its handler.
    struct LogLine {
        std::string client, method, target;
    };

    awaitable<bool> wait_for_request();
    awaitable<Step> read_request(RequestParser& parser);
    awaitable<Step> read_more(RequestParser& parser);
    awaitable<Response> answer(Request request);
    awaitable<void> refuse(Response response);
    awaitable<bool> write(Response response, bool head_only, unsigned version, bool keep_alive, bool cross_origin);
    awaitable<bool> write_stream(BodyStream& body, bool chunked);
    awaitable<void> linger();
    LogLine log_line_of(const RequestMessage& message) const;
    void log(const LogLine& line, int status) const;

    Connections& connections_;
    const HttpLimits& limits_;
    boost::beast::basic_stream<asio::ip::tcp, Executor> stream_;
    asio::ip::address peer_;
    boost::beast::flat_buffer buffer_;
    bool is_first_ = true;
    std::int64_t written_ = 0;  // body bytes of the answer in hand
    Clock::time_point started_;
    LogLine line_;  // of the request in hand, as far as it is known
};

}  // namespace necsus
