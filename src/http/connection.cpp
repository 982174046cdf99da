#include "connection.hpp"

#include <fmt/format.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <ctime>

#include "date.hpp"
#include "handshake.hpp"
#include "necsus/log.hpp"

namespace necsus {

namespace {

using boost::system::error_code;

/// How much is still read of what nobody will answer, so that its sender gets to see the last answer.
constexpr std::size_t max_lingering_bytes = 32U << 20U;
constexpr auto lingering_silence = std::chrono::seconds(5);
constexpr auto lingering_time = std::chrono::seconds(30);

std::string date_now() {
    static std::time_t second = 0;
    static std::string date;
    auto now = std::time(nullptr);
    if (now != second) {
        second = now;
        date = http_date(now);
    }
    return date;
}

/// The peer has not taken everything that was written.
bool is_sending(int socket) {
    int unsent = 0;
    return ::ioctl(socket, SIOCOUTQ, &unsent) == 0 && unsent > 0;
}

}  // namespace

Connection::Connection(Connections& connections, TcpSocket socket)
    : connections_(connections), stream_(std::move(socket)), reader_(connections.limits) {
    error_code ignored;
    peer_ = stream_.socket().remote_endpoint(ignored).address();
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
        begin_log(request.method, request.target, request.header("x-forwarded-for"));

        Framing framing;
        framing.head_only = request.method == "HEAD";
        framing.http_1_0 = incoming->http_1_0;
        framing.cross_origin = request.has_header("origin");
        Response response;
        if (incoming->wants_websocket) {
            auto opened = connections_.router.open_stream(request);
            auto refused = refuse_handshake(request);
            if (auto* stream = std::get_if<const Stream*>(&opened); stream != nullptr && !refused) {
                co_return Upgrade{stream_.release_socket(), std::move(request), *stream};
            }
            if (auto* nowhere = std::get_if<Response>(&opened)) refused = std::move(*nowhere);
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
    if (reader_.unread_bytes() > 0) co_return true;
    reader_.shrink();
    Connections::Waiting waiting(connections_, Connections::Waiting::For::request, [this] { stream_.cancel(); });
    stream_.expires_after(is_first_ ? connections_.limits.read_timeout : connections_.limits.idle_timeout);
    auto [error, bytes] = co_await stream_.async_read_some(reader_.prepare(), as_result);
    stream_.expires_never();
    is_first_ = false;
    reader_.commit(bytes);
    co_return !error;
}

/// Nothing if there was none: it was refused then, or the peer has gone.
awaitable<std::optional<IncomingRequest>> Connection::read_request() {
    auto deadline = Clock::now() + connections_.limits.read_timeout;
    for (;;) {
        auto step = reader_.next();
        if (auto* incoming = std::get_if<IncomingRequest>(&step)) co_return std::move(*incoming);
        if (auto* refused = std::get_if<RefusedRequest>(&step)) {
            begin_log(refused->method, refused->target, refused->forwarded_for);
            co_await refuse(std::move(refused->response));
            co_return std::nullopt;
        }
        auto more = std::get<MoreBytes>(step);
        if (more.send_continue) {
            constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            auto [write_error, bytes] = co_await asio::async_write(stream_, asio::buffer(go_on), as_result);
            if (write_error) co_return std::nullopt;
        }
        if (more.in_body) deadline = Clock::now() + connections_.limits.read_timeout;
        auto error = co_await read_more(deadline);
        if (error == asio::error::timed_out) {
            begin_log("-", "-", "");
            auto too_slow = refusal(408, "The rest of the request did not come.");
            co_await refuse(std::move(too_slow));
        }
        if (error) co_return std::nullopt;
    }
}

/// With a timer of its own, since the stream's would close it: what came too late is still answered.
awaitable<error_code> Connection::read_more(Clock::time_point deadline) {
    Connections::Waiting waiting(connections_, Connections::Waiting::For::rest, [this] { stream_.cancel(); });
    bool late = false;
    Timer timer(stream_.get_executor(), deadline);
    timer.async_wait([this, &late](error_code cancelled) {
        if (cancelled) return;
        late = true;
        stream_.cancel();
    });
    auto [error, bytes] = co_await stream_.async_read_some(reader_.prepare(), as_result);
    reader_.commit(bytes);
    if (error && late) co_return asio::error::timed_out;
    co_return error;
}

awaitable<Response> Connection::answer(Request request) {
    auto method = request.method;
    auto target = request.target;
    std::string fault;
    try {
        co_return co_await connections_.router.answer(std::move(request));
    } catch (const std::exception& error) {
        fault = error.what();
    }
    log_event(LogLevel::error, "request_failed", {{"method", method}, {"target", target}, {"error", fault}});
    co_return refusal(500, "The server made a mistake. It is in its log.");
}

awaitable<void> Connection::refuse(Response response) {
    auto status = response.status;
    Framing framing;
    bool sent = co_await write(std::move(response), framing);
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
        bool goes_on = !error || (error == asio::error::timed_out && is_sending(stream_.socket().native_handle()));
        if (!goes_on) break;
        total += reader_.unread_bytes();
    }
}

awaitable<bool> Connection::write(Response response, Framing framing) {
    auto head = response_head(response, framing, date_now());
    bool streams = response.stream && has_body(response, framing);
    if (streams || !has_body(response, framing)) response.body.clear();
    written_ = static_cast<std::int64_t>(response.body.size());
    stream_.expires_after(connections_.limits.idle_timeout);
    std::array<asio::const_buffer, 2> buffers{asio::buffer(head), asio::buffer(response.body)};
    auto [error, bytes] = co_await asio::async_write(stream_, buffers, as_result);
    bool sent = !error;
    if (sent && streams) sent = co_await write_stream(*response.stream, is_chunked(response, framing));
    stream_.expires_never();
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
            co_return false;
        }
        bool is_last = piece.empty();
        written_ += static_cast<std::int64_t>(piece.size());
        if (chunked) piece = as_chunk(piece);
        stream_.expires_after(connections_.limits.idle_timeout);
        auto [error, bytes] = co_await asio::async_write(stream_, asio::buffer(piece), as_result);
        if (error) co_return false;
        if (is_last) co_return true;
    }
}

void Connection::begin_log(std::string_view method, std::string_view target, std::string_view forwarded_for) {
    if (!log_wants(LogLevel::info)) return;
    line_ = {connections_.proxies.client_of(peer_, forwarded_for), std::string(method), std::string(target)};
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
