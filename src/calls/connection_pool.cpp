#include "connection_pool.hpp"

namespace necsus {

namespace {

constexpr std::size_t max_idle_per_host = 32;

}  // namespace

TcpStream& BotConnection::tcp() {
    if (auto* plain = std::get_if<std::unique_ptr<TcpStream>>(&stream)) return **plain;
    return std::get<std::unique_ptr<TlsStream>>(stream)->next_layer();
}

awaitable<ConnectionPool::Place> ConnectionPool::take_place(Endpoint endpoint, Clock::time_point deadline) {
    auto key = (endpoint.tls ? "https://" : "http://") + endpoint.host + ":" + std::to_string(endpoint.port);
    auto& host = host_of(key);
    if (host.taken >= max_per_host_) {
        bool given = co_await host.given_back.fired_by(deadline);
        if (!given || stopped_) co_return Place();
        // give_back left the place taken, for us.
    } else {
        ++host.taken;
    }
    co_return Place(*this, std::move(key));
}

ConnectionPool::Host& ConnectionPool::host_of(const std::string& key) {
    return hosts_.try_emplace(key, executor_).first->second;
}

void ConnectionPool::give_back(const std::string& key) {
    auto& host = host_of(key);
    if (host.given_back.fire_one()) return;  // handed over
    --host.taken;
    if (host.unused()) hosts_.erase(key);
}

struct ConnectionPool::Idle {
    Idle(std::unique_ptr<BotConnection> idle, Executor executor) : connection(std::move(idle)), watched(executor) {}

    std::unique_ptr<BotConnection> connection;
    Signal watched;       // the end of its watch
    bool wanted = false;  // for another call: the watch is to end
    bool alive = false;   // nothing came until then
};

awaitable<std::unique_ptr<BotConnection>> ConnectionPool::take_idle(std::string key) {
    for (;;) {
        auto& list = host_of(key).idle;
        if (list.empty()) co_return nullptr;
        auto* idle = list.back().get();  // its watch owns it, and is over when we go on
        list.pop_back();
        idle->wanted = true;
        idle->connection->tcp().cancel();
        co_await idle->watched.fired();
        if (idle->alive) co_return std::move(idle->connection);
    }
}

void ConnectionPool::keep(const std::string& key, std::unique_ptr<BotConnection> connection) {
    if (stopped_ || idle_time_ == std::chrono::milliseconds(0)) return;
    auto idle = std::make_shared<Idle>(std::move(connection), executor_);
    spawn(executor_, watch(key, std::move(idle)), "watching an idle connection");
}

/// Whatever comes on an idle connection is its end: the peer's goodbye, or bytes that nobody asked for. The read also
/// finds what TLS had taken in with the last answer already.
awaitable<void> ConnectionPool::watch(std::string key, std::shared_ptr<Idle> idle) {
    if (stopped_) co_return;
    auto& list = host_of(key).idle;
    if (list.size() >= max_idle_per_host) {
        list.front()->connection->tcp().close();
        list.pop_front();
    }
    list.push_back(idle);  // only now: whoever takes it finds it being read from
    auto& stream = *std::get<std::unique_ptr<TlsStream>>(idle->connection->stream);
    idle->connection->tcp().expires_after(idle_time_);
    char stray = 0;
    auto [error, bytes] = co_await stream.async_read_some(asio::buffer(&stray, 1), as_result);
    idle->alive = idle->wanted && error == asio::error::operation_aborted;
    if (!idle->wanted) forget(key, idle);
    idle->watched.fire_now();
}

void ConnectionPool::forget(const std::string& key, const std::shared_ptr<Idle>& idle) {
    auto found = hosts_.find(key);
    if (found == hosts_.end()) return;
    std::erase(found->second.idle, idle);
    if (found->second.unused()) hosts_.erase(found);
}

void ConnectionPool::stop() {
    stopped_ = true;
    for (auto* connection : active_) connection->tcp().cancel();
    for (auto& [key, host] : hosts_) {
        for (auto& idle : host.idle) idle->connection->tcp().close();
        host.idle.clear();
        host.given_back.fire();
    }
}

}  // namespace necsus
