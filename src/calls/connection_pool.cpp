#include "connection_pool.hpp"

namespace necsus {

namespace {

constexpr std::size_t max_idle_per_host = 32;

std::string origin_of(const Endpoint& endpoint) {
    return (endpoint.tls ? "https://" : "http://") + endpoint.host + ":" + std::to_string(endpoint.port);
}

}  // namespace

awaitable<ConnectionPool::PlaceOrNone> ConnectionPool::take_place(const Endpoint& endpoint, const Proxy* proxy,
                                                                  std::string group, Clock::time_point deadline) {
    auto key = origin_of(endpoint);
    if (proxy != nullptr) key += " by " + (proxy->endpoint ? origin_of(*proxy->endpoint) : proxy->variable);
    return take_place_of(std::move(key), std::move(group), deadline);
}

awaitable<ConnectionPool::PlaceOrNone> ConnectionPool::take_place_of(std::string key, std::string group,
                                                                     Clock::time_point deadline) {
    auto& host = host_of(key);
    NoPlace none;
    none.crowded = host.calls() >= bounds_.calls;
    none.calls = host.calls();
    if (none.crowded) co_return none;
    auto share = co_await host.places.take(std::move(group), 1, deadline);
    if (share) co_return Place(*this, std::move(key), std::move(share));
    none.calls = host.calls();
    tidy(key);
    co_return none;
}

ConnectionPool::Host& ConnectionPool::host_of(const std::string& key) {
    return hosts_.try_emplace(key, executor_, bounds_.connections).first->second;
}

void ConnectionPool::give_back(const std::string& key, FairShares::Share share) {
    share.shrink(0);
    tidy(key);
}

void ConnectionPool::tidy(const std::string& key) {
    auto found = hosts_.find(key);
    // Once stopped, those who were turned away have yet to go on.
    if (!stopped_ && found != hosts_.end() && found->second.unused()) hosts_.erase(found);
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
    idle->connection->tcp().expires_after(idle_time_);
    char stray = 0;
    auto read = co_await idle->connection->read_some(asio::buffer(&stray, 1));
    idle->alive = idle->wanted && read.error == asio::error::operation_aborted;
    if (!idle->wanted) forget(key, idle);
    idle->watched.fire_now();
}

void ConnectionPool::forget(const std::string& key, const std::shared_ptr<Idle>& idle) {
    auto found = hosts_.find(key);
    if (found == hosts_.end()) return;
    std::erase(found->second.idle, idle);
    tidy(key);
}

void ConnectionPool::stop() {
    stopped_ = true;
    for (auto* connection : active_) connection->tcp().cancel();
    for (auto& [key, host] : hosts_) {
        for (auto& idle : host.idle) idle->connection->tcp().close();
        host.idle.clear();
        host.places.close();
    }
}

}  // namespace necsus
