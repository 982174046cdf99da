#include "answer_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http.hpp>

#include "chunks.hpp"
#include "necsus/text/fields.hpp"
#include "response_head.hpp"

namespace necsus {

namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Kind = CallOutcome::Kind;

/// The answer's, and those of status 1xx before it: together.
constexpr std::size_t max_head_bytes = 64U << 10U;
constexpr std::ptrdiff_t max_head_lines = 256;

/// As far as it came.
bool begins_as_http(std::string_view bytes) {
    constexpr std::string_view beginning = "HTTP/1.";
    return beginning.starts_with(bytes.substr(0, beginning.size()));
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

CallOutcome outcome_of(http::response<http::string_body> response) {
    CallOutcome outcome;
    outcome.status = static_cast<int>(response.result_int());
    // The usual words where there are any: Flask shouts them.
    bool unusual = response.result() == http::status::unknown || outcome.status > 511;
    outcome.reason = std::string(unusual ? response.reason() : http::obsolete_reason(response.result()));
    outcome.location = std::string(response[http::field::location]);
    outcome.charset = charset_of(view(response[http::field::content_type]));
    outcome.encoding = std::string(response[http::field::content_encoding]);
    outcome.body = std::move(response.body());
    return outcome;
}

/// RFC 9110, 15.2: the answer is still to come.
bool is_interim(unsigned status) {
    return status / 100 == 1 && status != 101;
}

}  // namespace

struct AnswerReader::Parser {
    explicit Parser(std::size_t max_body_bytes) : chunks(max_body_bytes) {
        http.header_limit(2 * max_head_bytes);  // the head as it was sent has a limit of its own
        http.body_limit(max_body_bytes);
    }

    http::response_parser<http::string_body> http;
    Chunks chunks;
};

AnswerReader::AnswerReader(std::size_t max_body_bytes, Body body) : max_body_bytes_(max_body_bytes), body_(body) {}

AnswerReader::~AnswerReader() = default;

bool AnswerReader::put(std::string_view bytes) {
    if (parser_) return read_body(bytes);
    pending_ += bytes;
    return read_heads();
}

bool AnswerReader::read_heads() {
    constexpr std::size_t end_bytes = 3;  // as many may lie before what comes next
    std::string_view rest = pending_;
    for (;;) {
        if (!begins_as_http(rest)) return fail(http::error::bad_version);
        auto end = response_head_end(rest, seen_ - std::min(seen_, end_bytes));
        if (head_bytes_ + end.value_or(rest.size()) > max_head_bytes) {
            return fail(Kind::too_large, fmt::format("its head has more than {} bytes", max_head_bytes));
        }
        if (!end) break;
        head_bytes_ += *end;
        seen_ = 0;
        if (read_head(rest.substr(0, *end))) return true;
        rest.remove_prefix(*end);
        if (parser_) return read_body(rest);
    }
    seen_ = rest.size();
    pending_.erase(0, pending_.size() - rest.size());
    return false;
}

bool AnswerReader::read_head(std::string_view head) {
    if (std::count(head.begin(), head.end(), '\n') > max_head_lines) {
        return fail(Kind::too_large, fmt::format("its head has more than {} lines", max_head_lines));
    }
    auto parser = std::make_unique<Parser>(max_body_bytes_);
    if (body_ == Body::none) parser->http.body_limit(boost::none);  // whatever it announces
    auto mended = mended_head(head);
    error_code error;
    parser->http.put(asio::buffer(mended), error);
    if (error && error != http::error::need_more) return fail(error);
    if (!is_interim(parser->http.get().result_int())) parser_ = std::move(parser);
    return false;
}

bool AnswerReader::read_body(std::string_view bytes) {
    auto& http = parser_->http;
    if (body_ == Body::as_sent && http.chunked()) {
        if (!read_chunks(bytes)) return outcome_.kind != Kind::answered;
    } else if (body_ == Body::as_sent) {
        http.eager(true);
        make_room(http.get().body(), max_body_bytes_);
        while (!bytes.empty() && !http.is_done()) {
            error_code error;
            bytes.remove_prefix(http.put(asio::buffer(bytes), error));
            if (error == http::error::need_more) break;
            if (error) return fail(error);
        }
        if (!http.is_done()) return false;
    }
    finish(bytes.empty());
    return true;
}

/// Whether they are whole.
bool AnswerReader::read_chunks(std::string_view& bytes) {
    auto& chunks = parser_->chunks;
    switch (chunks.put(bytes)) {
        case Chunks::State::more:
            return false;
        case Chunks::State::done:
            parser_->http.get().body() = std::move(chunks.body());
            return true;
        case Chunks::State::bad:
            fail(http::error::bad_chunk);
            return false;
        case Chunks::State::too_large:
            fail(http::error::body_limit);
            return false;
        case Chunks::State::too_wordy:
            fail(Kind::too_large, "it comes in very many small pieces, with more bytes around them than in them");
            return false;
    }
    return false;
}

void AnswerReader::finish(bool nothing_behind) {
    nothing_behind_ = nothing_behind;
    keeps_connection_ = parser_->http.keep_alive() && nothing_behind;
    outcome_ = outcome_of(parser_->http.release());
}

void AnswerReader::end(error_code error) {
    if (error == beast::error::timeout) {
        fail(Kind::timed_out, {});
        return;
    }
    // Many servers end TLS without saying so; where the end of the answer is the end of the connection, fine.
    bool is_end = error == asio::error::eof || error == asio::ssl::error::stream_truncated;
    if (is_end && parser_ && !parser_->http.chunked() && parser_->http.need_eof()) {
        finish(false);
        return;
    }
    bool got_some = parser_ || !pending_.empty();
    fail(got_some ? Kind::cut_off : Kind::closed, error.message());
}

bool AnswerReader::fail(Kind kind, std::string why) {
    outcome_ = failed_call(kind, std::move(why));
    return true;
}

bool AnswerReader::fail(error_code error) {
    bool is_too_large = error == http::error::body_limit;
    if (is_too_large) return fail(Kind::too_large, fmt::format("more than {} bytes", max_body_bytes_));
    return fail(Kind::not_http, error.message());
}

}  // namespace necsus
