#include "http_connection.hpp"

#include <fmt/format.h>

#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <ctime>

#include "necsus/log.hpp"
#include "necsus/text/fields.hpp"

namespace necsus {

namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr std::size_t read_bytes = 16U << 10U;
constexpr std::size_t kept_buffer_bytes = 64U << 10U;
/// How much of a refused request is still read, so that its sender gets to see the answer.
constexpr std::size_t max_lingering_bytes = 32U << 20U;
constexpr auto lingering_time = std::chrono::seconds(5);

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

/// Everything a handler may want to know, as our own values; the body moves.
Request request_of(http::request<http::string_body>& message) {
    Request request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    auto split = split_target(request.target);
    request.path = std::move(split.path);
    request.query = std::move(split.query);
    for (const auto& field : message) {
        auto name = lowercase(std::string_view(field.name_string().data(), field.name_string().size()));
        auto value = std::string(field.value());
        // Repeated fields arrive one after the other (Beast keeps equal names together).
        if (!request.headers.empty() && request.headers.back().first == name) {
            request.headers.back().second.append(", ").append(value);
        } else {
            request.headers.emplace_back(std::move(name), std::move(value));
        }
    }
    request.body = std::move(message.body());
    return request;
}

/// What is wrong with a header that Beast let pass, or nothing.
std::optional<Response> refuse_header(const http::request<http::string_body>& message, std::size_t field_bytes,
                                      const HttpLimits& limits) {
    if (message.target().size() > limits.max_target_bytes) {
        return refusal(414, fmt::format("The address is longer than {} bytes.", limits.max_target_bytes));
    }
    if (field_bytes > limits.max_header_bytes) {
        return refusal(431, fmt::format("The request's headers are longer than {} bytes.", limits.max_header_bytes));
    }
    if (message.version() == 11 && message.count(http::field::host) != 1) {
        return refusal(400, "An HTTP/1.1 request needs one Host header.");
    }
    auto encoding = message[http::field::transfer_encoding];
    if (!encoding.empty() && !beast::iequals(encoding, "chunked")) {
        return refusal(400, "The only Transfer-Encoding that is understood is chunked.");
    }
    return std::nullopt;
}

/// A handshake that lacks what RFC 6455, 4.2.1 asks for.
std::optional<Response> refuse_handshake(const Request& request) {
    if (request.header("sec-websocket-version") != "13") {
        auto response = refusal(426, "The only version of the websocket protocol that is spoken here is 13.");
        response.with("Sec-WebSocket-Version", "13").with("Upgrade", "websocket");
        return response;
    }
    if (request.header("sec-websocket-key").empty()) {
        return refusal(400, "The header Sec-WebSocket-Key is missing in the websocket handshake.");
    }
    return std::nullopt;
}

/// `line_done`: the request line itself was read before things went wrong.
Response refuse_malformed(const error_code& error, const beast::flat_buffer& buffer, bool line_done,
                          const HttpLimits& limits) {
    if (error == http::error::body_limit) {
        return refusal(413, fmt::format("The body is larger than {} bytes. Is there a picture in it? Send its URL.",
                                        limits.max_body_bytes));
    }
    if (error == http::error::header_limit) {
        auto data = buffer.data();
        std::string_view text(static_cast<const char*>(data.data()), data.size());
        bool long_target = !line_done && std::min(text.find('\n'), text.size()) > limits.max_target_bytes;
        if (long_target)
            return refusal(414, fmt::format("The address is longer than {} bytes.", limits.max_target_bytes));
        return refusal(431, fmt::format("The request's headers are longer than {} bytes.", limits.max_header_bytes));
    }
    return refusal(400, "This is not HTTP as it should be: " + error.message() + ".");
}

}  // namespace

HttpConnection::HttpConnection(Connections& connections, TcpSocket socket)
    : connections_(connections), limits_(connections.limits), stream_(std::move(socket)) {
    error_code ignored;
    peer_ = stream_.socket().remote_endpoint(ignored).address();
    stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
}

awaitable<bool> HttpConnection::wait_for_request() {
    if (connections_.stopping) co_return false;
    if (buffer_.size() > 0) co_return true;
    if (buffer_.capacity() > kept_buffer_bytes) buffer_.shrink_to_fit();
    std::function<void()> cancel = [this] { stream_.cancel(); };
    connections_.idle.insert(&cancel);
    stream_.expires_after(is_first_ ? limits_.read_timeout : limits_.idle_timeout);
    auto [error, bytes] = co_await stream_.async_read_some(buffer_.prepare(read_bytes), as_result);
    connections_.idle.erase(&cancel);
    is_first_ = false;
    buffer_.commit(bytes);
    co_return !error;
}

awaitable<HttpConnection::Step> HttpConnection::read_more(RequestParser& parser) {
    if (parser.is_header_done()) stream_.expires_after(limits_.read_timeout);
    std::function<void()> cancel = [this] { stream_.cancel(); };
    connections_.reading.insert(&cancel);
    auto [error, bytes] = co_await stream_.async_read_some(buffer_.prepare(read_bytes), as_result);
    connections_.reading.erase(&cancel);
    buffer_.commit(bytes);
    if (error == beast::error::timeout) {
        auto too_slow = refusal(408, "The rest of the request did not come.");
        co_await refuse(std::move(too_slow));
    }
    auto step = error ? Step::end : Step::go_on;
    co_return step;
}

awaitable<HttpConnection::Step> HttpConnection::read_request(RequestParser& parser) {
    parser.header_limit(static_cast<std::uint32_t>(limits_.max_header_bytes + limits_.max_target_bytes + 64));
    parser.body_limit(limits_.max_body_bytes);
    stream_.expires_after(limits_.read_timeout);
    bool header_seen = false;
    std::size_t header_bytes = 0;
    while (!parser.is_done()) {
        // Empty lines before a request are skipped (RFC 9112, 2.2).
        auto data = static_cast<const char*>(buffer_.data().data());
        if (header_bytes == 0 && buffer_.size() >= 2 && data[0] == '\r' && data[1] == '\n') {
            buffer_.consume(2);
            continue;
        }
        error_code error = http::error::need_more;
        std::size_t used = 0;
        if (buffer_.size() > 0) used = parser.put(buffer_.data(), error);
        buffer_.consume(used);
        if (!header_seen) header_bytes += used;
        if (error && error != http::error::need_more) {
            auto malformed = refuse_malformed(error, buffer_, header_bytes > 0, limits_);
            co_await refuse(std::move(malformed));
            co_return Step::end;
        }
        // The parser counts the body, and not what stands around its chunks.
        if (header_seen && used == 0 && buffer_.size() > limits_.max_header_bytes) {
            auto too_long = refusal(400, "A chunk's extensions, or the trailer, are too long.");
            co_await refuse(std::move(too_long));
            co_return Step::end;
        }
        if (parser.is_header_done() && !header_seen) {
            header_seen = true;
            line_ = log_line_of(parser.get());
            const auto& message = parser.get();
            auto first_line = message.method_string().size() + message.target().size() + 12;
            auto refused = refuse_header(message, header_bytes - std::min(header_bytes, first_line), limits_);
            if (refused) {
                co_await refuse(std::move(*refused));
                co_return Step::end;
            }
            bool asks_first = message.version() == 11 && beast::iequals(message[http::field::expect], "100-continue");
            if (!parser.is_done() && asks_first) {
                constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
                auto [write_error, bytes] = co_await asio::async_write(stream_, asio::buffer(go_on), as_result);
                if (write_error) co_return Step::end;
            }
        }
        bool wants_more = !parser.is_done() && (used == 0 || buffer_.size() == 0);
        if (wants_more) {
            auto step = co_await read_more(parser);
            if (step == Step::end) co_return step;
        }
    }
    co_return Step::go_on;
}

awaitable<std::optional<Upgrade>> HttpConnection::run() {
    for (;;) {
        bool comes = co_await wait_for_request();
        if (!comes) break;
        started_ = Clock::now();
        line_ = {peer_.to_string(), "-", "-"};
        RequestParser parser;
        auto step = co_await read_request(parser);
        if (step == Step::end) break;
        stream_.expires_never();

        auto message = parser.release();
        bool keep_alive = message.keep_alive() && !connections_.stopping;
        auto version = message.version();
        bool wants_websocket = beast::websocket::is_upgrade(message);
        auto request = request_of(message);
        bool head_only = request.method == "HEAD";
        bool cross_origin = request.has_header("origin");
        Response response;
        if (wants_websocket) {
            auto opened = connections_.router.open_stream(request);
            auto refused = refuse_handshake(request);
            if (auto* stream = std::get_if<const Stream*>(&opened); stream != nullptr && !refused) {
                co_return Upgrade{stream_.release_socket(), std::move(message), std::move(request), *stream};
            }
            if (auto* nowhere = std::get_if<Response>(&opened)) refused = std::move(*nowhere);
            response = std::move(*refused);
        } else {
            response = co_await answer(std::move(request));
        }
        keep_alive = keep_alive && !response.close && !connections_.stopping;
        auto status = response.status;
        bool sent = co_await write(std::move(response), head_only, version, keep_alive, cross_origin);
        log(line_, status);
        if (!sent) break;
        if (!keep_alive) {
            error_code ignored;
            stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
            break;
        }
    }
    co_return std::nullopt;
}

awaitable<Response> HttpConnection::answer(Request request) {
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

awaitable<void> HttpConnection::refuse(Response response) {
    auto status = response.status;
    stream_.expires_after(lingering_time);
    co_await write(std::move(response), false, 11, false, true);
    log(line_, status);
    co_await linger();
}

/// Closing with unread bytes resets the connection, and the answer is lost with it (RFC 9112, 9.6).
awaitable<void> HttpConnection::linger() {
    error_code ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    stream_.expires_after(lingering_time);
    buffer_.clear();
    for (std::size_t total = 0; total < max_lingering_bytes;) {
        auto [error, bytes] = co_await stream_.async_read_some(buffer_.prepare(read_bytes), as_result);
        if (error) break;
        total += bytes;
    }
}

awaitable<bool> HttpConnection::write(Response response, bool head_only, unsigned version, bool keep_alive,
                                      bool cross_origin) {
    bool chunked = response.stream && version == 11;
    if (response.stream && !chunked) keep_alive = false;  // HTTP/1.0: the end of the connection ends the body
    bool bodyless = response.status == 304;
    auto length = response.stream || bodyless ? -1 : static_cast<std::int64_t>(response.body.size());
    auto head = response_head(response, date_now(), keep_alive, chunked, length, cross_origin);
    written_ = 0;
    if (head_only || bodyless || response.stream) response.body.clear();
    written_ = static_cast<std::int64_t>(response.body.size());
    stream_.expires_after(limits_.idle_timeout);
    std::array<asio::const_buffer, 2> buffers{asio::buffer(head), asio::buffer(response.body)};
    auto [error, bytes] = co_await asio::async_write(stream_, buffers, as_result);
    if (error) co_return false;
    if (response.stream && !head_only) {
        bool sent = co_await write_stream(*response.stream, chunked);
        if (!sent) co_return false;
    }
    bool ends_here = response.stream && !chunked;
    co_return !ends_here;
}

awaitable<bool> HttpConnection::write_stream(BodyStream& body, bool chunked) {
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
        if (chunked) piece = is_last ? "0\r\n\r\n" : fmt::format("{:x}\r\n", piece.size()) + piece + "\r\n";
        stream_.expires_after(limits_.idle_timeout);
        auto [error, bytes] = co_await asio::async_write(stream_, asio::buffer(piece), as_result);
        if (error) co_return false;
        if (is_last) co_return true;
    }
}

HttpConnection::LogLine HttpConnection::log_line_of(const RequestMessage& message) const {
    if (!log_wants(LogLevel::info)) return {};
    auto forwarded_for = message["X-Forwarded-For"];
    auto client = connections_.proxies.client_of(peer_, std::string_view(forwarded_for.data(), forwarded_for.size()));
    return {std::move(client), std::string(message.method_string()), std::string(message.target())};
}

void HttpConnection::log(const LogLine& line, int status) const {
    if (!log_wants(LogLevel::info)) return;
    auto took = std::chrono::duration<double, std::milli>(Clock::now() - started_).count();
    log_event(LogLevel::info, "request",
              {{"client", line.client},
               {"method", line.method},
               {"target", line.target},
               {"status", std::to_string(status)},
               {"bytes", std::to_string(written_)},
               {"ms", fmt::format("{:.1f}", took)}});
}

}  // namespace necsus
