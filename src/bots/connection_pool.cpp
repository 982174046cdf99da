#include "connection_pool.hpp"

#include <boost/asio/redirect_error.hpp>

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
    if (hosts_[key].taken >= max_per_host_) {
        auto timer = std::make_shared<Timer>(executor_, deadline);
        hosts_[key].waiting.push_back(timer);
        boost::system::error_code cancelled_when_given;
        co_await timer->async_wait(asio::redirect_error(use_awaitable, cancelled_when_given));
        if (!cancelled_when_given || stopped_) {
            std::erase(hosts_[key].waiting, timer);
            co_return Place();
        }
        // give_back left the place taken, for us.
    } else {
        ++hosts_[key].taken;
    }
    co_return Place(*this, std::move(key));
}

void ConnectionPool::give_back(const std::string& key) {
    auto& host = hosts_[key];
    while (!host.waiting.empty()) {
        auto next = std::move(host.waiting.front());
        host.waiting.pop_front();
        if (next->cancel() > 0) return;  // 0: its deadline has just passed
    }
    --host.taken;
    forget_if_unused(key);
}

std::unique_ptr<BotConnection> ConnectionPool::take_idle(const std::string& key) {
    auto& host = hosts_[key];
    close_old(host);
    if (host.idle.empty()) return nullptr;
    auto connection = std::move(host.idle.back().connection);
    host.idle.pop_back();
    return connection;
}

void ConnectionPool::keep(const std::string& key, std::unique_ptr<BotConnection> connection) {
    if (stopped_) return;
    auto& host = hosts_[key];
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
    for (auto& [key, host] : hosts_) {
        for (auto& waiting : host.waiting) waiting->cancel();
        host.waiting.clear();
    }
}

void ConnectionPool::close_old(Host& host) {
    while (!host.idle.empty() && Clock::now() - host.idle.front().since > max_idle_time) host.idle.pop_front();
}

void ConnectionPool::forget_if_unused(const std::string& key) {
    auto& host = hosts_[key];
    if (host.taken == 0 && host.idle.empty() && host.waiting.empty()) hosts_.erase(key);
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
            bool unused = host.taken == 0 && host.idle.empty() && host.waiting.empty();
            entry = unused ? hosts_.erase(entry) : std::next(entry);
        }
        if (some_left) schedule_closing();
    });
}

}  // namespace necsus
