#include "connection.hpp"

#include <fmt/format.h>

#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <new>
#include <system_error>

#include "body_pace.hpp"
#include "connection_refusals.hpp"
#include "date.hpp"
#include "deadline.hpp"
#include "handshake.hpp"
#include "necsus/log.hpp"

namespace necsus {

namespace {

using boost::system::error_code;

/// How much is still read of what nobody will answer, so that its sender gets to see the last answer.
constexpr std::size_t max_lingering_bytes = 32U << 20U;
constexpr auto lingering_silence = std::chrono::seconds(5);
constexpr auto lingering_time = std::chrono::seconds(30);

/// What may come with a websocket handshake, although a client must wait for its answer (RFC 6455, 4.1): as much as the
/// library has room for beside it.
constexpr std::size_t most_early_bytes = 1024;

}  // namespace

Connection::Connection(Connections& connections, TcpSocket socket, ClientBounds::Place place)
    : connections_(connections),
      stream_(std::move(socket)),
      place_(std::move(place)),
      reader_(connections.limits),
      writer_(stream_, connections.limits) {
    error_code ignored;
    peer_ = stream_.socket().remote_endpoint(ignored).address();
    is_counted_ = !connections.proxies.trusts(peer_);
    own_ = stream_.socket().local_endpoint(ignored).address();
    stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
}

awaitable<std::optional<Upgrade>> Connection::run() {
    for (;;) {
        bool comes = co_await wait_for_request();
        if (!comes) co_return std::nullopt;
        started_ = Clock::now();
        auto incoming = co_await read_request();
        if (!incoming) co_return std::nullopt;
        auto& request = incoming->request;
        request.client = connections_.proxies.client_of(peer_, own_, request);
        begin_log(request.method, request.target, request.client.address);

        Framing framing;
        framing.head_only = request.method == "HEAD";
        framing.http_1_0 = incoming->http_1_0;
        framing.cross_origin = request.has_header("origin");
        std::optional<Response> refused;
        if (!incoming->wants_websocket) refused = count_client(request, false);
        Response response;
        if (incoming->wants_websocket) {
            auto opened = open_stream(request);
            if (auto* stream = std::get_if<const Stream*>(&opened)) {
                co_return Upgrade{stream_.release_socket(), std::move(request), reader_.take_unread(), *stream,
                                  std::move(place_)};
            }
            response = std::move(std::get<Response>(opened));
        } else if (refused) {
            response = std::move(*refused);
        } else {
            response = co_await answer(std::move(request));
        }
        framing.keep_alive = incoming->keep_alive && !connections_.stopping();
        auto status = response.status;
        bool keeps = keeps_connection(response, framing);
        bool sent = co_await write(std::move(response), framing);
        log(status);
        if (sent && keeps) continue;
        if (sent) co_await hang_up();
        co_return std::nullopt;
    }
}

awaitable<bool> Connection::wait_for_request() {
    if (connections_.stopping()) co_return false;
    if (reader_.has_begun()) co_return true;
    reader_.shrink();
    Connections::Waiting waiting(connections_, Connections::Waiting::For::request, [this] { stream_.cancel(); });
    stream_.expires_after(is_first_ ? connections_.limits.read_timeout : connections_.limits.idle_timeout);
    is_first_ = false;
    bool goes_on = true;
    while (goes_on && !reader_.has_begun()) {  // empty lines are no request
        auto [error, bytes] = co_await stream_.async_read_some(reader_.prepare(), as_result);
        reader_.commit(bytes);
        goes_on = !error && !connections_.stopping();
    }
    stream_.expires_never();
    co_return reader_.has_begun();
}

/// Nothing if there was none: it was refused then, or the peer has gone.
awaitable<std::optional<IncomingRequest>> Connection::read_request() {
    const auto& limits = connections_.limits;
    auto deadline = Clock::now() + limits.read_timeout;
    std::optional<BodyPace> pace;
    BodyMemory::Part memory;
    std::optional<RefusedRequest> refused;
    for (;;) {
        auto step = reader_.next();
        if (auto* incoming = std::get_if<IncomingRequest>(&step)) {
            incoming->request.memory = std::move(memory);
            co_return std::move(*incoming);
        }
        if (auto* malformed = std::get_if<RefusedRequest>(&step)) {
            refused = std::move(*malformed);
            break;
        }
        auto more = std::get<MoreBytes>(step);
        if (more.send_continue) {
            constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            auto [write_error, bytes] = co_await asio::async_write(stream_, asio::buffer(go_on), as_result);
            if (write_error) co_return std::nullopt;
        }
        if (more.in_body) {
            if (!pace) {
                pace.emplace(limits.min_body_rate, limits.read_timeout, Clock::now());
                auto client = connections_.proxies.client_of(peer_, reader_.forwarded_for());
                memory = BodyMemory::Part(connections_.bodies, client_network(client).to_string());
            }
            pace->note(more.body_bytes, Clock::now());
            deadline = pace->deadline();
            if (!memory.grow_to(more.body_bytes)) {
                refused = reader_.refuse(no_memory());
                break;
            }
        }
        auto error = co_await read_more(deadline);
        if (error == asio::error::timed_out) {
            refused = reader_.refuse(pace && pace->trickles() ? too_slow(limits) : too_late());
            break;
        }
        if (error) co_return std::nullopt;
    }
    memory = BodyMemory::Part();
    co_await refuse(std::move(*refused));
    co_return std::nullopt;
}

/// With a timer of its own, since the stream's would close it: what came too late is still answered. Once nothing more
/// is waited for, it reads only what is there already.
awaitable<error_code> Connection::read_more(Clock::time_point deadline) {
    auto cancel = [this] { stream_.cancel(); };
    Connections::Waiting waiting(connections_, Connections::Waiting::For::rest, cancel);
    if (connections_.gives_up_reading()) deadline = Clock::now();
    Deadline patience(stream_.get_executor(), deadline, cancel);
    auto [error, bytes] = co_await stream_.async_read_some(reader_.prepare(), as_result);
    reader_.commit(bytes);
    if (error && patience.passed() && !connections_.gives_up_reading()) co_return asio::error::timed_out;
    co_return error;
}

/// Why there is no room for one more connection of this request's client, or nothing. What comes from a trusted proxy
/// is its client's only if a websocket takes the connection over: the others it keeps for whoever comes next.
std::optional<Response> Connection::count_client(const Request& request, bool wants_websocket) {
    if (is_counted_) return std::nullopt;
    auto forwarded_for = request.header("x-forwarded-for");
    if (!forwarded_for.empty() && !wants_websocket) return std::nullopt;
    auto place = connections_.place_for(connections_.proxies.client_of(peer_, forwarded_for));
    if (auto* none = std::get_if<Response>(&place)) return std::move(*none);
    place_ = std::move(std::get<ClientBounds::Place>(place));
    is_counted_ = true;
    return std::nullopt;
}

/// What will speak there, or why the handshake is refused.
std::variant<const Stream*, Response> Connection::open_stream(const Request& request) {
    auto opened = connections_.router.open_stream(request);
    if (std::holds_alternative<Response>(opened)) return opened;
    if (auto refused = refuse_handshake(request)) return std::move(*refused);
    if (reader_.unread_bytes() > most_early_bytes) {
        return refusal(400, "A websocket client must wait for the answer to its handshake before it sends frames.");
    }
    if (auto refused = count_client(request, true)) return std::move(*refused);
    return opened;
}

awaitable<Response> Connection::answer(Request request) {
    auto method = request.method;
    auto target = request.target;
    std::string fault;
    bool passes = false;
    try {
        co_return co_await connections_.router.answer(std::move(request));
    } catch (const std::system_error& error) {
        fault = error.what();
        passes = is_shortage(error.code());
    } catch (const std::bad_alloc& error) {
        fault = error.what();
        passes = true;
    } catch (const std::exception& error) {
        fault = error.what();
    }
    log_event(LogLevel::error, "request_failed", {{"method", method}, {"target", target}, {"error", fault}});
    if (passes) co_return no_resources();
    co_return refusal(500, "The server made a mistake. It is in its log.");
}

awaitable<void> Connection::refuse(RefusedRequest refused) {
    begin_log(refused.method, refused.target, connections_.proxies.client_of(peer_, refused.forwarded_for).to_string());
    auto status = refused.response.status;
    Framing framing;
    bool sent = co_await write(std::move(refused.response), framing);
    log(status);
    if (sent) co_await hang_up();
}

/// Closing with unread bytes resets the connection, and the answer is lost with it (RFC 9112, 9.6): so the end is
/// announced, and what still comes is read and dropped, until the peer hangs up too.
awaitable<void> Connection::hang_up() {
    error_code ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    auto end = Clock::now() + lingering_time;
    for (std::size_t total = 0; total < max_lingering_bytes && Clock::now() < end;) {
        reader_.drop();
        auto deadline = std::min(end, Clock::now() + lingering_silence);
        auto error = co_await read_more(deadline);
        bool goes_on = !error || (error == asio::error::timed_out && writer_.untaken_bytes() > 0);
        if (!goes_on) break;
        total += reader_.unread_bytes();
    }
}

awaitable<bool> Connection::write(Response response, Framing framing) {
    auto head = response_head(response, framing, http_date_now());
    bool streams = response.stream && has_body(response, framing);
    std::string_view body;
    if (!streams && has_body(response, framing)) body = response.content();
    written_ = static_cast<std::int64_t>(body.size());
    std::array<asio::const_buffer, 3> buffers{asio::buffer(head), asio::buffer(body), asio::const_buffer()};
    bool sent = co_await writer_.write(buffers);
    if (sent && streams) sent = co_await write_stream(*response.stream, is_chunked(response, framing));
    co_return sent;
}

awaitable<bool> Connection::write_stream(BodyStream& body, bool chunked) {
    for (;;) {
        std::string piece;
        try {
            piece = co_await body.next();
        } catch (const std::exception& error) {
            // The status is out already: all that is left is to cut the answer off, so that nobody takes it for whole.
            log_event(LogLevel::error, "answer_cut_off", {{"error", error.what()}});
            if (!chunked) reset_at_close();  // where the end of the connection would be that of the answer
            co_return false;
        }
        bool is_last = piece.empty();
        written_ += static_cast<std::int64_t>(piece.size());
        std::array<asio::const_buffer, 3> buffers{asio::const_buffer(), asio::buffer(piece), asio::const_buffer()};
        std::string head;
        if (chunked) {
            head = chunk_head(piece.size());
            buffers.front() = asio::buffer(head);
            buffers.back() = asio::buffer(chunk_end);
        }
        bool sent = co_await writer_.write(buffers);
        if (!sent) co_return false;
        if (is_last) co_return true;
    }
}

/// The peer sees an error then, and no end.
void Connection::reset_at_close() {
    error_code ignored;
    stream_.socket().set_option(asio::socket_base::linger(true, 0), ignored);
}

void Connection::begin_log(std::string_view method, std::string_view target, std::string client) {
    if (!log_wants(LogLevel::info)) return;
    line_ = {std::move(client), std::string(method), std::string(target)};
}

void Connection::log(int status) const {
    if (!log_wants(LogLevel::info)) return;
    auto took = std::chrono::duration<double, std::milli>(Clock::now() - started_).count();
    log_event(LogLevel::info, "request",
              {{"client", line_.client},
               {"method", line_.method},
               {"target", line_.target},
               {"status", std::to_string(status)},
               {"bytes", std::to_string(written_)},
               {"ms", fmt::format("{:.1f}", took)}});
}

}  // namespace necsus
