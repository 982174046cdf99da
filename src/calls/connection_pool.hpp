// Connections to bots' hosts: how many may be open to each, and the idle ones that are kept for the next call: those
// over TLS, where the handshake is dear, for a moment, and only while they are surely alive (docs/dev/design.md,
// "Bots").
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>

#include "connection.hpp"
#include "necsus/async.hpp"
#include "necsus/calls/proxy_settings.hpp"
#include "necsus/limits/fair_shares.hpp"

namespace necsus {

class ConnectionPool {
  public:
    struct Bounds {
        std::size_t connections, calls;  // to one host; the calls are those that have a connection and those that wait
    };
    /// An idle connection is kept for `idle_time`.
    ConnectionPool(Executor executor, Bounds bounds, std::chrono::milliseconds idle_time)
        : executor_(executor), bounds_(bounds), idle_time_(idle_time) {}

    /// A call's right to a connection to one host, given back when it goes.
    class Place {
      public:
        Place(ConnectionPool& pool, std::string key, FairShares::Share share)
            : pool_(&pool), key_(std::move(key)), share_(std::move(share)) {}
        Place(Place&& other) noexcept
            : pool_(std::exchange(other.pool_, nullptr)),
              key_(std::move(other.key_)),
              share_(std::move(other.share_)) {}
        Place& operator=(Place&&) = delete;
        ~Place() {
            if (pool_ != nullptr) pool_->give_back(key_, std::move(share_));
        }
        const std::string& key() const { return key_; }

      private:
        ConnectionPool* pool_;
        std::string key_;
        FairShares::Share share_;
    };
    /// There is none: as many calls as may be are there already, or none came free until the deadline.
    struct NoPlace {
        bool crowded = false;
        std::size_t calls = 0;  // of others, to the host
    };
    using PlaceOrNone = std::variant<NoPlace, Place>;

    /// Waits for a place, in turns with the calls of other groups. `proxy` is what leads there, or null.
    awaitable<PlaceOrNone> take_place(const Endpoint& endpoint, const Proxy* proxy, std::string group,
                                      Clock::time_point deadline);

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
    awaitable<PlaceOrNone> take_place_of(std::string key, std::string group, Clock::time_point deadline);

    struct Idle;
    struct Host {
        Host(Executor executor, std::size_t connections) : places(executor, connections, generosity) {}
        std::size_t calls() const { return places.in_use() + places.waiting(); }
        bool unused() const { return calls() == 0 && idle.empty(); }

        FairShares places;
        std::deque<std::shared_ptr<Idle>> idle;
    };
    /// A room alone has up to 8/9 of a host's places, a second one 8/9 of the rest, and so on.
    static constexpr std::size_t generosity = 8;

    Host& host_of(const std::string& key);
    void give_back(const std::string& key, FairShares::Share share);
    void tidy(const std::string& key);
    awaitable<void> watch(std::string key, std::shared_ptr<Idle> idle);
    void forget(const std::string& key, const std::shared_ptr<Idle>& idle);

    Executor executor_;
    Bounds bounds_;
    std::chrono::milliseconds idle_time_;
    std::unordered_map<std::string, Host> hosts_;
    std::unordered_set<BotConnection*> active_;
    bool stopped_ = false;
};

}  // namespace necsus
