// Writes what a peer may take slowly, on a slow network, but not for ever: something must go on all the time.
#pragma once

#include <array>
#include <boost/beast/core/basic_stream.hpp>
#include <cstddef>

#include "necsus/async.hpp"
#include "necsus/http/connections.hpp"

namespace necsus {

using HttpStream = boost::beast::basic_stream<asio::ip::tcp, Executor>;

class PacedWriter {
  public:
    /// A head, a body, and what ends it.
    using Buffers = std::array<asio::const_buffer, 3>;

    /// Both must outlive it. Of `limits` it keeps to `idle_timeout` and `min_body_rate`.
    PacedWriter(HttpStream& stream, const HttpLimits& limits) : stream_(stream), limits_(limits) {}

    /// False if the peer is gone, or takes too little.
    awaitable<bool> write(Buffers buffers);

    /// How much of what was written the peer has not taken yet.
    std::size_t untaken_bytes();

  private:
    awaitable<bool> write_rest(Buffers buffers, std::size_t sent, std::size_t waiting);

    HttpStream& stream_;
    const HttpLimits& limits_;
};

}  // namespace necsus
