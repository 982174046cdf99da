#include "necsus/server.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <optional>

#include "necsus/api/app.hpp"
#include "necsus/api/routes.hpp"
#include "necsus/calls/resolver.hpp"
#include "necsus/http/listener.hpp"
#include "necsus/log.hpp"
#include "necsus/version.hpp"

namespace necsus {

namespace {

/// How long sockets and idle connections may take to say goodbye.
constexpr auto goodbye_time = std::chrono::seconds(8);
/// For long JSON and the database's checkpoints.
constexpr unsigned computing_threads = 2;
constexpr unsigned searching_threads = 1;

/// Each open page holds a socket: the usual soft limit of 1024 is soon reached.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

HttpLimits http_limits(const Config& config) {
    return {config.max_body_bytes, config.max_header_bytes, config.max_target_bytes,
            config.idle_timeout,   config.read_timeout,     config.ping_interval};
}

BotClientLimits call_limits(const Config& config) {
    return {config.bot_timeout, config.max_reply_bytes, config.max_bot_connections, config.bot_idle_timeout};
}

BacklogBounds backlog(const Config& config) {
    return {config.max_backlog_bytes, config.max_backlog_events};
}

}  // namespace

struct Server::Parts {
    explicit Parts(Config given)
        : config(std::move(given)),
          workers(loop->get_executor(), computing_threads),
          storage(loop->get_executor(), workers, config.database, config.synchronous, config.idempotency_time),
          rooms(loop->get_executor(), storage, broker, backlog(config)),
          lookups(loop->get_executor(), config.lookup_threads),
          resolver(loop->get_executor(), lookups),
          client(loop->get_executor(), resolver, call_limits(config)),
          activations(loop->get_executor(), rooms, storage.bots, client, workers),
          searches(loop->get_executor(), searching_threads),
          dispatcher(loop->get_executor(), rooms, storage.bots, activations, {workers, searches, config.pattern_time}),
          forms(loop->get_executor(), rooms, storage.messages, storage.bots, activations),
          app{storage.messages, storage.bots, rooms, dispatcher, forms, workers, StaticFiles(config.share)},
          router(routes(app)),
          connections(loop->get_executor(), router, http_limits(config),
                      *TrustedProxies::parse(config.trusted_proxies)),
          listener(std::in_place, *loop, connections, config.host, config.port) {}

    ~Parts() {
        // What holds sockets, timers and threads first; then the loop, and with it coroutines that still wait; then the
        // parts that those refer to.
        listener.reset();
        client.stop();
        workers.stop();
        lookups.stop();
        searches.stop();
        loop.reset();
    }
    Parts(const Parts&) = delete;
    Parts& operator=(const Parts&) = delete;

    awaitable<void> stop_on_signal();
    awaitable<void> stop();

    Config config;
    std::optional<asio::io_context> loop{std::in_place, 1};
    Workers workers;
    Storage storage;
    Broker broker;
    Rooms rooms;
    Workers lookups;  // of their own: a dead name server must hold up nothing else
    Resolver resolver;
    HttpBotClient client;
    Activations activations;
    Workers searches;  // the same: rooms with slow patterns wait for one another, and nobody for them
    Dispatcher dispatcher;
    Forms forms;
    App app;
    Router router;
    Connections connections;
    std::optional<Listener> listener;
};

Server::Server(Config config) {
    raise_descriptor_limit();
    parts_ = std::make_unique<Parts>(std::move(config));
}

Server::~Server() = default;

void Server::run() {
    auto& parts = *parts_;
    log_event(LogLevel::info,
              fmt::format("NeCSuS {} listening on http://{}:{}", version, parts.config.host, parts.listener->port()),
              {{"database", parts.config.database}});
    flush_log();
    parts.storage.purge.start();
    parts.listener->start();
    spawn(parts.loop->get_executor(), parts.stop_on_signal(), "stopping");
    parts.loop->run();
    log_event(LogLevel::info, "stopped");
}

awaitable<void> Server::Parts::stop_on_signal() {
    asio::basic_signal_set<Executor> signals(loop->get_executor(), SIGINT, SIGTERM);
    auto [error, signal] = co_await signals.async_wait(as_result);
    signals.clear();  // a second one ends the program at once
    auto grace = std::chrono::duration<double>(config.stop_grace).count();
    log_event(LogLevel::info,
              fmt::format("stopping, within {:g} s for bots to answer; a second signal stops at once", grace),
              {{"signal", std::to_string(signal)},
               {"websockets", std::to_string(broker.subscribers())},
               {"activations", std::to_string(activations.under_way())}});
    co_await stop();
}

awaitable<void> Server::Parts::stop() {
    listener->stop();
    connections.stop();
    co_await activations.idle(Clock::now() + config.stop_grace);
    client.stop();
    co_await activations.idle(Clock::now() + goodbye_time);
    broker.close();
    connections.give_up_reading();
    co_await connections.all_closed(Clock::now() + goodbye_time);
    co_await storage.purge.finished();  // what was cleared is out of the file before the server ends
    co_await storage.database.undisturbed();
    loop->stop();
}

}  // namespace necsus
