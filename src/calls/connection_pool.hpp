// Connections to bots' hosts: how many may be open to each, and the idle ones that are kept for the next call: those
// over TLS, where the handshake is dear, for a moment, and only while they are surely alive (docs/dev/design.md,
// "Bots").
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>

#include "necsus/async.hpp"
#include "necsus/calls/endpoint.hpp"

namespace necsus {

using TcpStream = boost::beast::basic_stream<asio::ip::tcp, Executor>;
using TlsStream = asio::ssl::stream<TcpStream>;

struct BotConnection {
    std::variant<std::unique_ptr<TcpStream>, std::unique_ptr<TlsStream>> stream;
    // Bodies go elsewhere: this holds a header at most, or the head of a chunk.
    boost::beast::flat_buffer buffer{128U << 10U};

    TcpStream& tcp();
};

class ConnectionPool {
  public:
    /// An idle connection is kept for `idle_time`.
    ConnectionPool(Executor executor, std::size_t max_per_host, std::chrono::milliseconds idle_time)
        : executor_(executor), max_per_host_(max_per_host), idle_time_(idle_time) {}

    /// A call's right to a connection to one host, given back when it goes.
    class Place {
      public:
        Place() = default;
        Place(ConnectionPool& pool, std::string key) : pool_(&pool), key_(std::move(key)) {}
        Place(Place&& other) noexcept : pool_(std::exchange(other.pool_, nullptr)), key_(std::move(other.key_)) {}
        Place& operator=(Place&&) = delete;
        ~Place() {
            if (pool_ != nullptr) pool_->give_back(key_);
        }
        explicit operator bool() const { return pool_ != nullptr; }
        const std::string& key() const { return key_; }

      private:
        ConnectionPool* pool_ = nullptr;
        std::string key_;
    };

    /// Waits for a place, first come first served; an empty one if `deadline` passes first.
    awaitable<Place> take_place(Endpoint endpoint, Clock::time_point deadline);

    /// A connection on which nothing has come since its last answer, no end and no stray byte; or null.
    awaitable<std::unique_ptr<BotConnection>> take_idle(std::string key);
    /// Over TLS, and after a whole answer that promised to keep it.
    void keep(const std::string& key, std::unique_ptr<BotConnection> connection);

    /// While it lives, `stop` breaks off what the connection is doing.
    class Active {
      public:
        Active(ConnectionPool& pool, BotConnection& connection) : pool_(pool), connection_(connection) {
            pool_.active_.insert(&connection_);
        }
        ~Active() { pool_.active_.erase(&connection_); }
        Active(const Active&) = delete;
        Active& operator=(const Active&) = delete;

      private:
        ConnectionPool& pool_;
        BotConnection& connection_;
    };

    /// Breaks off every call and closes every connection; nothing is kept from here.
    void stop();
    bool stopped() const { return stopped_; }

  private:
    struct Idle;
    struct Host {
        explicit Host(Executor executor) : given_back(executor) {}
        bool unused() const { return taken == 0 && idle.empty() && !given_back.awaited(); }

        std::size_t taken = 0;
        Signal given_back;
        std::deque<std::shared_ptr<Idle>> idle;
    };

    Host& host_of(const std::string& key);
    void give_back(const std::string& key);
    awaitable<void> watch(std::string key, std::shared_ptr<Idle> idle);
    void forget(const std::string& key, const std::shared_ptr<Idle>& idle);

    Executor executor_;
    std::size_t max_per_host_;
    std::chrono::milliseconds idle_time_;
    std::unordered_map<std::string, Host> hosts_;
    std::unordered_set<BotConnection*> active_;
    bool stopped_ = false;
};

}  // namespace necsus
