#include "necsus/http/websocket.hpp"

#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <utility>

#include "necsus/log.hpp"
#include "websocket_impl.hpp"

namespace necsus {

namespace {

namespace websocket = boost::beast::websocket;
using boost::system::error_code;

constexpr auto goodbye_time = std::chrono::seconds(5);

}  // namespace

void WebSocket::Impl::read_and_ignore() {
    stream.async_read_some(asio::buffer(ignored), [self = shared_from_this()](error_code error, std::size_t) {
        if (error) {
            // What is still being written to a peer that has only ended its own side would never end.
            error_code no_matter;
            self->stream.next_layer().close(no_matter);
            self->note_closed();
        } else {
            self->read_and_ignore();
        }
    });
}

void WebSocket::Impl::note_closed() {
    if (std::exchange(is_closed, true)) return;
    if (patience) patience->cancel();
    if (on_closed) std::exchange(on_closed, nullptr)();
    gone.fire();
}

/// Codes end at 4999 (RFC 6455, 7.4.2); Beast refuses the other bad ones, and would send these back. What is sent here
/// goes first, and Beast sends no second goodbye.
void WebSocket::Impl::refuse_bad_close_codes() {
    constexpr std::uint16_t last_code = 4999;
    stream.control_callback([this](websocket::frame_type kind, boost::beast::string_view) {
        if (kind == websocket::frame_type::close && stream.reason().code > last_code) close(CloseCode::protocol_error);
    });
}

void WebSocket::Impl::close(CloseCode code) {
    if (is_closed || std::exchange(is_closing, true)) return;
    patience = std::make_unique<Timer>(stream.get_executor(), goodbye_time);
    patience->async_wait([self = shared_from_this()](error_code cancelled) {
        if (cancelled) return;
        error_code no_matter;
        self->stream.next_layer().close(no_matter);
    });
    websocket::close_reason reason(static_cast<websocket::close_code>(code));
    stream.async_close(reason, [self = shared_from_this()](error_code) {
        error_code no_matter;
        self->stream.next_layer().close(no_matter);
        self->note_closed();
    });
}

WebSocket::WebSocket(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {
    impl_->refuse_bad_close_codes();
    impl_->read_and_ignore();
}

WebSocket::WebSocket(WebSocket&&) noexcept = default;

WebSocket::~WebSocket() {
    // Nobody speaks to the peer any more: the read ends, and with it the last owner of the stream.
    try {
        if (impl_ && !impl_->is_closed) close(CloseCode::normal);
    } catch (const std::exception&) {
        log_failure("closing a websocket", std::current_exception());  // no memory for a goodbye
    }
}

awaitable<bool> WebSocket::send(Frame frame) {
    if (impl_->is_closed || impl_->is_closing) co_return false;
    auto impl = impl_;
    auto [error, bytes] = co_await impl->stream.async_write(asio::buffer(*frame), as_result);
    co_return !error;
}

void WebSocket::close(CloseCode code) {
    impl_->close(code);
}

void WebSocket::cut_off() {
    error_code no_matter;
    impl_->stream.next_layer().close(no_matter);  // the read that always waits notes it
}

void WebSocket::on_closed(std::function<void()> callback) {
    if (impl_->is_closed) {
        callback();
    } else {
        impl_->on_closed = std::move(callback);
    }
}

awaitable<void> WebSocket::closed() {
    if (!impl_->is_closed) co_await impl_->gone.fired();
}

}  // namespace necsus
