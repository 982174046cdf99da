#include "connection_pool.hpp"


namespace necsus {

namespace {

constexpr std::size_t max_idle_per_host = 32;
constexpr auto max_idle_time = std::chrono::seconds(20);

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

std::unique_ptr<BotConnection> ConnectionPool::take_idle(const std::string& key) {
    auto& host = host_of(key);
    close_old(host);
    if (host.idle.empty()) return nullptr;
    auto connection = std::move(host.idle.back().connection);
    host.idle.pop_back();
    return connection;
}

void ConnectionPool::keep(const std::string& key, std::unique_ptr<BotConnection> connection) {
    if (stopped_) return;
    auto& host = host_of(key);
    if (host.idle.size() >= max_idle_per_host) host.idle.pop_front();
    connection->tcp().expires_never();
    host.idle.push_back({std::move(connection), Clock::now()});
    schedule_closing();
}

void ConnectionPool::close_idle() {
    if (closing_) closing_->cancel();
    closing_.reset();
    for (auto& [key, host] : hosts_) host.idle.clear();
}

void ConnectionPool::stop() {
    stopped_ = true;
    close_idle();
    for (auto* connection : active_) connection->tcp().cancel();
    for (auto& [key, host] : hosts_) host.given_back.fire();
}

void ConnectionPool::close_old(Host& host) {
    while (!host.idle.empty() && Clock::now() - host.idle.front().since > max_idle_time) host.idle.pop_front();
}

void ConnectionPool::schedule_closing() {
    if (closing_) return;
    closing_ = std::make_shared<Timer>(executor_, max_idle_time);
    closing_->async_wait([this, timer = closing_](boost::system::error_code cancelled) {
        if (cancelled) return;
        closing_.reset();
        bool some_left = false;
        for (auto entry = hosts_.begin(); entry != hosts_.end();) {
            auto& host = entry->second;
            close_old(host);
            some_left = some_left || !host.idle.empty();
            entry = host.unused() ? hosts_.erase(entry) : std::next(entry);
        }
        if (some_left) schedule_closing();
    });
}

}  // namespace necsus
