// Tells connections for which there is no room why, without a coroutine for each.
#pragma once

#include <deque>

#include "necsus/async.hpp"
#include "necsus/http/response.hpp"
#include "tcp_socket.hpp"

namespace necsus {

class Refusals {
  public:
    explicit Refusals(Executor executor) : executor_(executor) {}

    /// Sends `response` and closes the connection a moment later: at once would be a reset, which takes the answer from
    /// its reader. Of more than a few the oldest have had their moment.
    void refuse(TcpSocket socket, const Response& response);

  private:
    struct Leaving {
        TcpSocket socket;
        Clock::time_point until;
    };

    awaitable<void> close_in_time();
    void close_oldest();

    Executor executor_;
    std::deque<Leaving> leaving_;
    bool is_closing_ = false;
};

}  // namespace necsus
