#include "necsus/http/listener.hpp"

#include <fmt/format.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <utility>
#include <vector>

#include "necsus/log.hpp"
#include "refusals.hpp"
#include "session.hpp"

namespace necsus {

namespace {

using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;

/// How much the system takes off our hands before it has sent any of it; connections have it from their listener. With
/// more, a ping would wait for minutes behind what a slow client was sent before, and nobody would see that it takes
/// it.
using MostUnsent = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;
constexpr int most_unsent_bytes = 128 << 10;

constexpr auto pause_after_failure = std::chrono::milliseconds(100);

std::vector<asio::ip::address> addresses_of(asio::io_context& loop, const std::string& host) {
    error_code no_literal;
    auto literal = asio::ip::make_address(host, no_literal);
    if (!no_literal) return {literal};
    Tcp::resolver resolver(loop);
    error_code error;
    std::vector<asio::ip::address> addresses;
    for (const auto& entry : resolver.resolve(host, "", error)) {
        auto address = entry.endpoint().address();
        if (std::find(addresses.begin(), addresses.end(), address) == addresses.end()) addresses.push_back(address);
    }
    if (error) throw ListenError(fmt::format("cannot listen on {}: {}", host, error.message()));
    return addresses;
}

error_code open(Acceptor& acceptor, const Tcp::endpoint& endpoint) {
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (error) return error;
    acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (endpoint.address().is_v6()) acceptor.set_option(asio::ip::v6_only(true), error);
    acceptor.set_option(MostUnsent(most_unsent_bytes), error);
    acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    return error;
}

/// Out of descriptors is the usual failure, and passes: an accept loop that ended would end the server. Who comes
/// meanwhile waits. Only the first of a row of failures is logged.
awaitable<void> accept_loop(Connections& connections, Acceptor& acceptor, Refusals& refusals) {
    auto executor = acceptor.get_executor();
    bool has_failed = false;
    while (acceptor.is_open()) {
        auto [error, socket] = co_await acceptor.async_accept(as_result);
        if (error == asio::error::operation_aborted) break;
        if (error) {
            if (!std::exchange(has_failed, true))
                log_event(LogLevel::warn, "accept_failed", {{"error", error.message()}});
            Timer pause(executor, pause_after_failure);
            co_await pause.async_wait(as_result);
            continue;
        }
        has_failed = false;
        error_code gone;
        auto peer = socket.remote_endpoint(gone).address();
        if (gone) continue;
        auto admitted = connections.admit(peer);
        if (auto* place = std::get_if<ClientBounds::Place>(&admitted)) {
            spawn(executor, serve_connection(connections, std::move(socket), std::move(*place)),
                  "serving a connection");
        } else {
            refusals.refuse(std::move(socket), std::get<Response>(admitted));
        }
    }
}

}  // namespace

struct Listener::Acceptors {
    explicit Acceptors(Executor executor) : refusals(executor) {}

    std::vector<Acceptor> list;
    Refusals refusals;
};

Listener::Listener(asio::io_context& loop, Connections& connections, const std::string& host, std::uint16_t port)
    : acceptors_(std::make_unique<Acceptors>(loop.get_executor())), connections_(connections) {
    auto addresses = addresses_of(loop, host);
    error_code first_failure;
    // A port that is picked for the first address may be taken on the second: then another one is picked.
    for (int attempt = 0; attempt < 20; ++attempt) {
        acceptors_->list.clear();
        auto wanted = port;
        bool taken = false;
        for (const auto& address : addresses) {
            Acceptor acceptor(loop.get_executor());
            auto error = open(acceptor, Tcp::endpoint(address, wanted));
            if (error == asio::error::address_in_use) taken = true;
            if (error && !first_failure) first_failure = error;
            if (error) continue;  // a machine without IPv6 has ::1 in its hosts file all the same
            wanted = acceptor.local_endpoint().port();
            acceptors_->list.push_back(std::move(acceptor));
        }
        if (!taken && !acceptors_->list.empty()) return;
        if (port != 0 || acceptors_->list.empty()) break;
    }
    if (first_failure == asio::error::address_in_use) {
        throw ListenError(
            fmt::format("port {} on {} is in use: is NeCSuS running already? Choose another with --port.", port, host));
    }
    throw ListenError(fmt::format("cannot listen on {}:{}: {}", host, port, first_failure.message()));
}

Listener::~Listener() = default;

std::uint16_t Listener::port() const {
    return acceptors_->list.front().local_endpoint().port();
}

void Listener::start() {
    for (auto& acceptor : acceptors_->list) {
        spawn(acceptor.get_executor(), accept_loop(connections_, acceptor, acceptors_->refusals),
              "accepting connections");
    }
}

void Listener::stop() {
    error_code ignored;
    for (auto& acceptor : acceptors_->list) acceptor.close(ignored);
}

}  // namespace necsus
