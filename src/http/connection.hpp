// The HTTP side of one connection: reads requests off it in turn and writes the answers.
#pragma once

#include <optional>

#include "necsus/http/connections.hpp"
#include "paced_writer.hpp"
#include "request_reader.hpp"
#include "response_writer.hpp"
#include "tcp_socket.hpp"

namespace necsus {

/// A request that asks for a websocket, the connection that it came on, and what will speak there.
struct Upgrade {
    TcpSocket socket;
    Request request;
    std::string first_bytes;  // that came with the request
    const Stream* stream;
    ClientBounds::Place place;
};

class Connection {
  public:
    /// `place` is that of the peer, or nobody's if the peer is a trusted proxy.
    Connection(Connections& connections, TcpSocket socket, ClientBounds::Place place);

    /// Until the connection ends, or a websocket is opened.
    awaitable<std::optional<Upgrade>> run();

  private:
    /// What the access line says of a request; the request itself goes to its handler.
    struct LogLine {
        std::string client, method, target;
    };

    awaitable<bool> wait_for_request();
    awaitable<std::optional<IncomingRequest>> read_request();
    awaitable<boost::system::error_code> read_more(Clock::time_point deadline);
    std::optional<Response> count_client(const Request& request, bool wants_websocket);
    std::variant<const Stream*, Response> open_stream(const Request& request);
    awaitable<Response> answer(Request request);
    awaitable<void> refuse(RefusedRequest refused);
    awaitable<bool> write(Response response, Framing framing);
    awaitable<bool> write_stream(BodyStream& body, bool chunked);
    void reset_at_close();
    awaitable<void> hang_up();
    void begin_log(std::string_view method, std::string_view target, std::string client);
    void log(int status) const;

    Connections& connections_;
    HttpStream stream_;
    asio::ip::address peer_, own_;
    ClientBounds::Place place_;
    bool is_counted_;  // for its client
    RequestReader reader_;
    PacedWriter writer_;
    bool is_first_ = true;
    std::int64_t written_ = 0;  // body bytes of the answer in hand
    Clock::time_point started_;
    LogLine line_;  // of the request in hand, as far as it is known
};

}  // namespace necsus
