#include "exchange.hpp"

#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "decompress.hpp"

namespace necsus {

namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Kind = CallOutcome::Kind;
using ResponseParser = http::response_parser<http::string_body>;

constexpr std::size_t max_header_bytes = 64U << 10U;
/// More 1xx than this in front of an answer are no preparation for one.
constexpr int max_interim_answers = 1000;

/// A status line without the blank after the status is legal for us and not for Beast: put the blank in.
void mend_status_line(beast::flat_buffer& buffer) {
    auto data = buffer.data();
    std::string_view text(static_cast<const char*>(data.data()), data.size());
    constexpr std::string_view shape = "HTTP/1.1 200\r\n";
    if (text.size() < shape.size() || !text.starts_with("HTTP/1.") || text.substr(12, 2) != "\r\n") return;
    std::string mended = std::string(text.substr(0, 12)) + " " + std::string(text.substr(12));
    buffer.clear();
    buffer.commit(asio::buffer_copy(buffer.prepare(mended.size()), asio::buffer(mended)));
}

bool begins_as_http(const beast::flat_buffer& buffer) {
    constexpr std::string_view beginning = "HTTP/1.";
    auto data = buffer.data();
    auto text = std::string_view(static_cast<const char*>(data.data()), data.size()).substr(0, beginning.size());
    return beginning.starts_with(text);
}

/// Reads until a status line may be judged; the bytes stay in `buffer`.
template <class Stream>
awaitable<error_code> read_status_line(Stream& stream, beast::flat_buffer& buffer) {
    constexpr std::size_t enough = 14;
    while (buffer.size() < enough) {
        auto [error, bytes] = co_await stream.async_read_some(buffer.prepare(4096), as_result);
        buffer.commit(bytes);
        if (error) co_return error;
    }
    mend_status_line(buffer);
    co_return error_code();
}

bool says_end(const error_code& error) {
    return error == asio::error::eof || error == asio::error::connection_reset || error == asio::error::broken_pipe ||
           error == asio::ssl::error::stream_truncated || error == http::error::end_of_stream;
}

Kind kind_of_read_error(const error_code& error, bool got_some) {
    if (error == beast::error::timeout) return Kind::timed_out;
    if (error == http::error::body_limit || error == http::error::buffer_overflow) return Kind::too_large;
    if (error == http::error::partial_message) return Kind::cut_off;
    if (says_end(error)) return got_some ? Kind::cut_off : Kind::closed;
    if (error.category() == make_error_code(http::error::bad_version).category()) return Kind::not_http;
    return got_some ? Kind::cut_off : Kind::closed;
}

CallOutcome outcome_of(http::response<http::string_body> response, std::size_t max_reply_bytes) {
    CallOutcome outcome;
    outcome.status = static_cast<int>(response.result_int());
    // The usual words where there are any: Flask shouts them.
    bool unusual = response.result() == http::status::unknown || outcome.status > 511;
    outcome.reason = std::string(unusual ? response.reason() : http::obsolete_reason(response.result()));
    outcome.location = std::string(response[http::field::location]);
    auto encoding = std::string(response[http::field::content_encoding]);
    outcome.body = std::move(response.body());
    switch (decompress(outcome.body, encoding, max_reply_bytes)) {
        case Decompression::done:
            return outcome;
        case Decompression::too_large:
            return failed_call(Kind::too_large);
        default:
            return failed_call(Kind::bad_compression, encoding);
    }
}

template <class Stream>
awaitable<Exchange> exchange_over(Stream& stream, beast::flat_buffer& buffer, std::string request,
                                  std::size_t max_reply_bytes) {
    Exchange result;
    // An error while writing may come with an answer all the same (413 and close): read before judging.
    auto [write_error, written] = co_await asio::async_write(stream, asio::buffer(request), as_result);
    if (write_error == beast::error::timeout) {
        result.outcome = failed_call(Kind::timed_out);
        co_return result;
    }

    for (int interim = 0; interim < max_interim_answers; ++interim) {
        ResponseParser parser;
        parser.header_limit(max_header_bytes);
        parser.body_limit(max_reply_bytes);
        auto error = co_await read_status_line(stream, buffer);
        bool got_some = buffer.size() > 0;
        if (!error) {
            auto [read_error, bytes] = co_await http::async_read(stream, buffer, parser, as_result);
            error = read_error;
            // Many servers end TLS without saying so; where the end of the answer is the end of the connection, fine.
            bool ends_with_connection = parser.is_header_done() && parser.need_eof();
            if (error == asio::ssl::error::stream_truncated && ends_with_connection) parser.put_eof(error);
        } else if (got_some && says_end(error)) {
            if (!begins_as_http(buffer)) error = http::error::bad_version;  // and not the beginning of an answer
        }
        if (error) {
            result.outcome = failed_call(kind_of_read_error(error, got_some), error.message());
            co_return result;
        }
        auto status = parser.get().result_int();
        if (status / 100 == 1 && status != 101) continue;  // RFC 9110, 15.2: the answer is still to come
        result.reusable = parser.keep_alive() && !write_error && buffer.size() == 0;
        result.outcome = outcome_of(parser.release(), max_reply_bytes);
        co_return result;
    }
    result.outcome = failed_call(Kind::not_http, "answers of status 1xx, and no other");
    co_return result;
}

}  // namespace

CallOutcome failed_call(Kind kind, std::string detail) {
    CallOutcome outcome;
    outcome.kind = kind;
    outcome.detail = std::move(detail);
    return outcome;
}

awaitable<Exchange> exchange(BotConnection& connection, std::string request, std::size_t max_reply_bytes) {
    if (auto* plain = std::get_if<std::unique_ptr<TcpStream>>(&connection.stream)) {
        co_return co_await exchange_over(**plain, connection.buffer, std::move(request), max_reply_bytes);
    }
    auto& secure = *std::get<std::unique_ptr<TlsStream>>(connection.stream);
    co_return co_await exchange_over(secure, connection.buffer, std::move(request), max_reply_bytes);
}

}  // namespace necsus
