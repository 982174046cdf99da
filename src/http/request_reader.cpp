#include "request_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

#include "host_field.hpp"
#include "necsus/limits/admins_flag.hpp"
#include "necsus/text/fields.hpp"

namespace necsus {

namespace {

namespace http = boost::beast::http;
using boost::system::error_code;
using Message = http::request<http::string_body>;
using Parser = http::request_parser<http::string_body>;

constexpr std::size_t read_bytes = 16U << 10U;
constexpr std::size_t kept_buffer_bytes = 64U << 10U;
constexpr std::size_t request_line_extras = 64;  // method, version, spaces and line ends, beside the target

std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

Response too_long_target(const HttpLimits& limits) {
    return refusal(414, fmt::format("The address is longer than {} bytes.", limits.max_target_bytes) +
                            admins_flag("--max-target-bytes"));
}

Response too_long_header(const HttpLimits& limits) {
    return refusal(431, fmt::format("The request's headers are longer than {} bytes.", limits.max_header_bytes) +
                            admins_flag("--max-header-bytes"));
}

/// A target is a path, a whole URL, or, with OPTIONS alone, an asterisk (RFC 9112, 3.2).
std::optional<Response> refuse_target(std::string_view method, std::string_view target) {
    bool is_url =
        equal_ignoring_case(target.substr(0, 7), "http://") || equal_ignoring_case(target.substr(0, 8), "https://");
    if (target.starts_with('/') || is_url || (target == "*" && method == "OPTIONS")) return std::nullopt;
    return refusal(400, fmt::format("The address in the request's first line must begin with a slash, as in {} / "
                                    "HTTP/1.1.",
                                    method));
}

/// RFC 9112, 3.2: exactly one in HTTP/1.1, at most one in HTTP/1.0.
std::optional<Response> refuse_host(const Message& message) {
    auto count = message.count(http::field::host);
    if (count > 1 || (count == 0 && message.version() == 11)) {
        return refusal(400, "An HTTP/1.1 request needs one Host header.");
    }
    auto host = view(message[http::field::host]);
    if (is_host_field(host)) return std::nullopt;
    return refusal(400, "The Host header must be a host's name or address, with or without a port: localhost:6277.");
}

/// What is wrong with a header that Beast let pass, or nothing.
std::optional<Response> refuse_header(const Message& message, std::size_t field_bytes, const HttpLimits& limits) {
    if (message.target().size() > limits.max_target_bytes) return too_long_target(limits);
    if (field_bytes > limits.max_header_bytes) return too_long_header(limits);
    if (auto refused = refuse_host(message)) return refused;
    if (auto refused = refuse_target(view(message.method_string()), view(message.target()))) return refused;
    auto codings = message.equal_range(http::field::transfer_encoding);
    if (codings.first != codings.second) {
        bool one = std::next(codings.first) == codings.second;
        if (!one || !equal_ignoring_case(view(codings.first->value()), "chunked")) {
            return refusal(400, "The only Transfer-Encoding that is understood is chunked.");
        }
    }
    return std::nullopt;
}

/// Beast, once it has seen half a header, waits for CR LF CR LF; who ends lines otherwise would wait too, for a 408.
bool has_bare_line_feed(std::string_view text) {
    for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
        if (at == 0 || text[at - 1] != '\r') return true;
    }
    return false;
}

/// Repeated fields are one list (RFC 9110, 5.3).
std::string joined(const Message& message, std::string_view name) {
    std::string list;
    auto fields = message.equal_range(name);
    for (auto field = fields.first; field != fields.second; ++field) {
        if (!list.empty()) list += ", ";
        list += view(field->value());
    }
    return list;
}

/// Everything a handler may want to know, as our own values; the body moves.
Request request_of(Message& message) {
    Request request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    auto split = split_target(request.target);
    request.path = std::move(split.path);
    request.query = std::move(split.query);
    for (const auto& field : message) {
        auto name = lowercase(view(field.name_string()));
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

bool asks_for_websocket(const Request& request) {
    return request.method == "GET" && list_holds(request.header("connection"), "upgrade") &&
           list_holds(request.header("upgrade"), "websocket");
}

}  // namespace

struct RequestReader::Impl {
    explicit Impl(const HttpLimits& limits_in) : limits(limits_in) {}

    void begin() {
        parser.emplace();
        parser->header_limit(
            static_cast<std::uint32_t>(limits.max_header_bytes + limits.max_target_bytes + request_line_extras));
        parser->body_limit(limits.max_body_bytes);
        header_checked = false;
        continue_due = false;
        header_bytes = 0;
    }

    std::string_view unread() const {
        auto data = buffer.data();
        return {static_cast<const char*>(data.data()), data.size()};
    }

    /// Beast, as it is built for debugging, wants to see of chunks at least what ends them all: "0", and two line ends.
    std::size_t least_bytes() const {
        constexpr std::size_t last_chunk = 5;
        return parser->is_header_done() && parser->chunked() ? last_chunk : 1;
    }

    RefusedRequest refused(Response response) const;
    Response malformed(const error_code& error) const;
    std::optional<RefusedRequest> read_some(bool& progress);
    std::optional<RefusedRequest> check_header();
    IncomingRequest finish();

    const HttpLimits& limits;
    boost::beast::flat_buffer buffer;
    std::optional<Parser> parser;  // of the request in hand
    bool header_checked = false;
    bool continue_due = false;
    std::size_t header_bytes = 0;
};

RefusedRequest RequestReader::Impl::refused(Response response) const {
    RefusedRequest refused;
    refused.response = std::move(response);
    refused.response.close = true;
    if (parser && parser->is_header_done()) {
        const auto& message = parser->get();
        refused.method = std::string(message.method_string());
        refused.target = std::string(message.target());
        refused.forwarded_for = joined(message, "X-Forwarded-For");
    }
    return refused;
}

Response RequestReader::Impl::malformed(const error_code& error) const {
    if (error == http::error::body_limit) {
        return refusal(413, fmt::format("The body is larger than {} bytes. Is there a picture in it? Send its URL.",
                                        limits.max_body_bytes) +
                                admins_flag("--max-body-bytes"));
    }
    if (error == http::error::header_limit) {
        auto text = unread();
        bool in_first_line = header_bytes == 0;
        bool long_target = in_first_line && std::min(text.find('\n'), text.size()) > limits.max_target_bytes;
        return long_target ? too_long_target(limits) : too_long_header(limits);
    }
    return refusal(400, "This is not HTTP as it should be: " + error.message() + ".");
}

std::optional<RefusedRequest> RequestReader::Impl::check_header() {
    header_checked = true;
    const auto& message = parser->get();
    auto first_line = message.method_string().size() + message.target().size() + 12;
    auto problem = refuse_header(message, header_bytes - std::min(header_bytes, first_line), limits);
    if (problem) return refused(std::move(*problem));
    bool expects = equal_ignoring_case(view(message[http::field::expect]), "100-continue");
    continue_due = message.version() == 11 && expects && !parser->is_done();
    return std::nullopt;
}

/// Gives the parser what is there; `progress` is whether it took any of it.
std::optional<RefusedRequest> RequestReader::Impl::read_some(bool& progress) {
    error_code error;
    auto used = parser->put(buffer.data(), error);
    buffer.consume(used);
    if (!header_checked) header_bytes += used;
    progress = used > 0;
    if (error && error != http::error::need_more) return refused(malformed(error));
    // The parser counts the body, and not what stands around its chunks.
    if (header_checked && used == 0 && buffer.size() > limits.max_header_bytes) {
        return refused(refusal(400, "A chunk's extensions, or the trailer, are too long."));
    }
    if (parser->is_header_done() && !header_checked) return check_header();
    return std::nullopt;
}

IncomingRequest RequestReader::Impl::finish() {
    IncomingRequest incoming;
    // Of the parser, not of the message: it has seen every Connection line. And chunks in HTTP/1.0 are a sign that
    // somebody between read the framing otherwise (RFC 9112, 6.1).
    bool doubtful_framing = parser->get().version() == 10 && parser->chunked();
    incoming.keep_alive = parser->keep_alive() && !doubtful_framing;
    auto message = parser->release();
    parser.reset();
    incoming.http_1_0 = message.version() == 10;
    incoming.request = request_of(message);
    incoming.wants_websocket = !incoming.http_1_0 && asks_for_websocket(incoming.request);
    return incoming;
}

RequestReader::RequestReader(const HttpLimits& limits) : impl_(std::make_unique<Impl>(limits)) {}

RequestReader::~RequestReader() = default;

boost::asio::mutable_buffer RequestReader::prepare() {
    return impl_->buffer.prepare(read_bytes);
}

void RequestReader::commit(std::size_t bytes) {
    impl_->buffer.commit(bytes);
}

bool RequestReader::has_begun() {
    while (impl_->unread().starts_with("\r\n")) impl_->buffer.consume(2);
    return !impl_->unread().empty() && impl_->unread() != "\r";
}

std::size_t RequestReader::unread_bytes() const {
    return impl_->buffer.size();
}

std::string RequestReader::forwarded_for() const {
    return joined(impl_->parser->get(), "X-Forwarded-For");
}

void RequestReader::shrink() {
    if (impl_->buffer.capacity() > kept_buffer_bytes) impl_->buffer.shrink_to_fit();
}

RefusedRequest RequestReader::refuse(Response response) {
    auto refused = impl_->refused(std::move(response));
    drop();
    return refused;
}

void RequestReader::drop() {
    impl_->buffer.clear();
    impl_->parser.reset();
}

std::string RequestReader::take_unread() {
    std::string bytes(impl_->unread());
    drop();
    return bytes;
}

std::variant<MoreBytes, IncomingRequest, RefusedRequest> RequestReader::next() {
    auto& impl = *impl_;
    if (!impl.parser) impl.begin();
    if (impl.header_bytes == 0 && !has_begun()) return MoreBytes{};
    bool progress = true;
    while (!impl.parser->is_done() && progress && impl.buffer.size() >= impl.least_bytes()) {
        auto refused = impl.read_some(progress);
        if (refused) return std::move(*refused);
    }
    if (impl.parser->is_done()) return impl.finish();
    if (!impl.parser->is_header_done()) {
        if (!has_bare_line_feed(impl.unread())) return MoreBytes{};
        return impl.refused(refusal(400, "The lines of a request must end in CR LF (\\r\\n), not in LF alone."));
    }
    return MoreBytes{true, impl.parser->get().body().size(), std::exchange(impl.continue_due, false)};
}

}  // namespace necsus
