#include "paced_writer.hpp"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <boost/beast/core/buffers_prefix.hpp>
#include <boost/beast/core/buffers_suffix.hpp>

#include "body_pace.hpp"
#include "deadline.hpp"

namespace necsus {

namespace {

/// A client that takes megabytes at once holds up nobody else for longer than this takes.
constexpr std::size_t most_written_at_once = 256U << 10U;

}  // namespace

std::size_t PacedWriter::untaken_bytes() {
    int untaken = 0;
    bool is_known = ::ioctl(stream_.socket().native_handle(), SIOCOUTQ, &untaken) == 0;
    return is_known ? static_cast<std::size_t>(untaken) : 0;
}

awaitable<bool> PacedWriter::write(Buffers buffers) {
    const auto bytes = asio::buffer_size(buffers);
    if (bytes == 0) co_return true;
    const auto waiting = untaken_bytes();
    if (bytes > most_written_at_once || waiting > 0) co_return co_await write_rest(buffers, 0, waiting);
    stream_.expires_after(limits_.idle_timeout);
    auto [error, sent] = co_await stream_.async_write_some(buffers, as_result);
    stream_.expires_never();
    if (error) co_return false;
    if (sent == bytes) co_return true;
    co_return co_await write_rest(buffers, sent, 0);
}

/// Somebody on a slow network may take as long as it takes, if only something goes on: also of the `waiting` bytes that
/// were sent before and had not been taken.
awaitable<bool> PacedWriter::write_rest(Buffers buffers, std::size_t sent, std::size_t waiting) {
    const auto bytes = asio::buffer_size(buffers);
    boost::beast::buffers_suffix<Buffers> rest(buffers);
    rest.consume(sent);
    BodyPace pace(limits_.min_body_rate, limits_.idle_timeout, Clock::now());
    while (sent < bytes) {
        auto cancel = [this] { stream_.cancel(); };
        Deadline patience(stream_.get_executor(), pace.deadline(), cancel);
        auto some = boost::beast::buffers_prefix(most_written_at_once, rest);
        auto [error, more] = co_await stream_.async_write_some(some, as_result);
        if (error && !patience.passed()) co_return false;
        rest.consume(more);
        sent += more;
        auto now = Clock::now();
        pace.note(waiting + sent - std::min(waiting + sent, untaken_bytes()), now);
        if (error && now >= pace.deadline()) co_return false;
    }
    co_return true;
}

}  // namespace necsus
