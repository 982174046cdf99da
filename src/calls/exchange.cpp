#include "exchange.hpp"

#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "decompress.hpp"
#include "lenient_chunks.hpp"
#include "necsus/text/fields.hpp"
#include "response_head.hpp"

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

bool begins_as_http(const beast::flat_buffer& buffer) {
    constexpr std::string_view beginning = "HTTP/1.";
    auto data = buffer.data();
    auto text = std::string_view(static_cast<const char*>(data.data()), data.size()).substr(0, beginning.size());
    return beginning.starts_with(text);
}

std::string_view view(const beast::flat_buffer& buffer) {
    auto data = buffer.data();
    return {static_cast<const char*>(data.data()), data.size()};
}

/// Reads up to the end of the head, and puts it as Beast wants it in the place of what was sent.
template <class Stream>
awaitable<error_code> read_head(Stream& stream, beast::flat_buffer& buffer, bool& bare_line_ends) {
    constexpr std::size_t end_bytes = 3;  // as many may lie before what comes next
    std::optional<std::size_t> end;
    for (std::size_t seen = 0; !(end = response_head_end(view(buffer), seen - std::min(seen, end_bytes)));) {
        seen = buffer.size();
        if (!begins_as_http(buffer)) co_return http::error::bad_version;
        if (seen > max_header_bytes) co_return http::error::header_limit;
        auto [error, bytes] = co_await stream.async_read_some(buffer.prepare(4096), as_result);
        buffer.commit(bytes);
        bool no_http = error && buffer.size() > 0 && !begins_as_http(buffer);  // not even the beginning of an answer
        if (no_http) co_return http::error::bad_version;
        if (error) co_return error;
    }
    bare_line_ends = has_bare_line_ends(view(buffer));
    auto mended = mended_head(view(buffer).substr(0, *end));
    mended += view(buffer).substr(*end);
    buffer.clear();
    buffer.commit(asio::buffer_copy(buffer.prepare(mended.size()), asio::buffer(mended)));
    co_return error_code();
}

/// The chunks of a body whose head had bare line ends.
template <class Stream>
awaitable<error_code> read_lenient_chunks(Stream& stream, beast::flat_buffer& buffer, LenientChunks& chunks) {
    for (;;) {
        auto state = chunks.put(view(buffer));
        buffer.clear();
        if (state == LenientChunks::State::done) co_return error_code();
        if (state == LenientChunks::State::bad) co_return http::error::bad_chunk;
        if (state == LenientChunks::State::too_large) co_return http::error::body_limit;
        auto [error, bytes] = co_await stream.async_read_some(buffer.prepare(4096), as_result);
        buffer.commit(bytes);
        if (error) co_return error;
    }
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

std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

/// Of "text/html; charset=\"ISO-8859-1\"": iso-8859-1 (RFC 9110, 8.3.1).
std::string charset_of(std::string_view content_type) {
    constexpr std::string_view name = "charset=";
    auto type = lowercase(content_type);
    auto begin = type.find(name);
    if (begin == std::string::npos) return {};
    auto value = std::string_view(type).substr(begin + name.size());
    return std::string(trimmed(value.substr(0, value.find(';')), " \t\"'"));
}

CallOutcome outcome_of(http::response<http::string_body> response, std::size_t max_reply_bytes) {
    CallOutcome outcome;
    outcome.status = static_cast<int>(response.result_int());
    // The usual words where there are any: Flask shouts them.
    bool unusual = response.result() == http::status::unknown || outcome.status > 511;
    outcome.reason = std::string(unusual ? response.reason() : http::obsolete_reason(response.result()));
    outcome.location = std::string(response[http::field::location]);
    outcome.charset = charset_of(view(response[http::field::content_type]));
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

/// One answer off the connection, of status 1xx or the last.
struct Answer {
    error_code error;
    bool got_some = false;  // before the error
    bool keeps_connection = false;
    http::response<http::string_body> response;
};

template <class Stream>
awaitable<Answer> read_answer(Stream& stream, beast::flat_buffer& buffer, std::size_t max_reply_bytes) {
    Answer answer;
    bool bare_line_ends = false;
    answer.error = co_await read_head(stream, buffer, bare_line_ends);
    answer.got_some = buffer.size() > 0;
    if (answer.error) co_return answer;

    ResponseParser parser;
    parser.header_limit(2 * max_header_bytes);  // read_head has its own, for the head as it was sent
    parser.body_limit(max_reply_bytes);
    if (bare_line_ends) {
        auto [header_error, header_bytes] = co_await http::async_read_header(stream, buffer, parser, as_result);
        answer.error = header_error;
        if (!answer.error && parser.chunked()) {
            LenientChunks chunks(max_reply_bytes);
            answer.error = co_await read_lenient_chunks(stream, buffer, chunks);
            answer.response = parser.release();
            answer.response.body() = std::move(chunks.body());
            co_return answer;
        }
        if (answer.error) co_return answer;
    }
    auto [error, bytes] = co_await http::async_read(stream, buffer, parser, as_result);
    answer.error = error;
    // Many servers end TLS without saying so; where the end of the answer is the end of the connection, fine.
    bool ends_with_connection = parser.is_header_done() && parser.need_eof();
    if (error == asio::ssl::error::stream_truncated && ends_with_connection) parser.put_eof(answer.error);
    answer.keeps_connection = !answer.error && parser.keep_alive() && buffer.size() == 0;
    answer.response = parser.release();
    co_return answer;
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
        auto answer = co_await read_answer(stream, buffer, max_reply_bytes);
        if (answer.error) {
            auto kind = kind_of_read_error(answer.error, answer.got_some);
            result.outcome = failed_call(kind, answer.error.message());
            co_return result;
        }
        auto status = answer.response.result_int();
        if (status / 100 == 1 && status != 101) continue;  // RFC 9110, 15.2: the answer is still to come
        result.reusable = answer.keeps_connection && !write_error;
        result.outcome = outcome_of(std::move(answer.response), max_reply_bytes);
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
