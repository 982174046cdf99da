// For fuzzers: what a client says on one connection to the whole server, which has its rooms in memory.
#pragma once

#include <memory>
#include <string_view>

#include "http/session.hpp"
#include "socket_pair.hpp"
#include "support/unit/api_case.hpp"

namespace necsus {

/// The server; made anew now and then, so that its rooms don't grow without end.
class FuzzedServer {
  public:
    /// Says `bytes` on a connection of their own, in pieces of `size`; the server must come to an end with it.
    void converse(std::string_view bytes, std::size_t size) {
        if (conversations_++ % conversations_at_once == 0) parts_ = std::make_unique<Parts>();
        auto& loop = parts_->api.loop;
        SocketPair pair;
        spawn(loop.get_executor(), serve(pair.take(loop.get_executor())), "serving");
        pair.say(loop, bytes, size);
        pair.listen(loop);
        pair.hang_up();
        loop.restart();
        loop.run_for(std::chrono::seconds(5));
        require(open_ == 0, "a connection ends when its peer has gone");
    }

  private:
    static constexpr std::size_t conversations_at_once = 500;

    struct Parts {
        ApiCase api;
        HttpLimits limits{64U << 10U,
                          4096,
                          512,
                          std::chrono::seconds(2),
                          std::chrono::seconds(2),
                          std::chrono::hours(1),
                          1U << 20U,
                          500,
                          64U << 10U,
                          100,
                          100,
                          false};
        Connections connections{api.loop.get_executor(), api.router, limits, *TrustedProxies::parse("127.0.0.1")};
    };

    awaitable<void> serve(SocketPair::Socket socket) {
        ++open_;
        auto admitted = parts_->connections.admit(asio::ip::address_v4::loopback());
        require(std::holds_alternative<ClientBounds::Place>(admitted), "places are given back");
        auto place = std::move(std::get<ClientBounds::Place>(admitted));
        co_await serve_connection(parts_->connections, std::move(socket), std::move(place));
        --open_;
    }

    std::unique_ptr<Parts> parts_;
    std::size_t conversations_ = 0;
    int open_ = 0;
};

}  // namespace necsus
