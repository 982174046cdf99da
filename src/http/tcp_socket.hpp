// The socket of a connection, bound to the loop's own executor.
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include "necsus/async.hpp"

namespace necsus {

using TcpSocket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

}  // namespace necsus
