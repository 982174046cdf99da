#include "refusals.hpp"

#include <array>
#include <utility>

#include "date.hpp"
#include "necsus/log.hpp"
#include "response_writer.hpp"

namespace necsus {

namespace {

using boost::system::error_code;

constexpr std::size_t most_leaving = 128;
constexpr auto leaving_time = std::chrono::seconds(1);

/// Throws away what the peer has sent, as far as it is there: a request that is left unread would be a reset.
void drain(TcpSocket& socket) {
    std::array<char, 4096> thrown_away;
    error_code error;
    for (int reads = 0; reads < 16 && !error; ++reads) socket.read_some(asio::buffer(thrown_away), error);
}

}  // namespace

void Refusals::refuse(TcpSocket socket, const Response& response) {
    error_code ignored;
    if (!is_closing_) {  // the first of many
        auto client = socket.remote_endpoint(ignored).address().to_string();
        log_event(LogLevel::warn, "connections_refused", {{"client", client}, {"answer", response.body}});
    }
    Framing framing;
    auto text = response_head(response, framing, http_date_now()) + response.body;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(text), ignored);  // a fresh connection has room for it
    socket.shutdown(asio::socket_base::shutdown_send, ignored);
    if (leaving_.size() >= most_leaving) close_oldest();
    leaving_.push_back({std::move(socket), Clock::now() + leaving_time});
    if (std::exchange(is_closing_, true)) return;
    spawn(executor_, close_in_time(), "closing refused connections");
}

awaitable<void> Refusals::close_in_time() {
    Timer timer(executor_);
    while (!leaving_.empty()) {
        timer.expires_at(leaving_.front().until);
        co_await timer.async_wait(as_result);
        while (!leaving_.empty() && leaving_.front().until <= Clock::now()) close_oldest();
    }
    is_closing_ = false;
}

void Refusals::close_oldest() {
    drain(leaving_.front().socket);
    leaving_.pop_front();
}

}  // namespace necsus
