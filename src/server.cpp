#include "necsus/server.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <optional>

#include "memory.hpp"
#include "necsus/api/app.hpp"
#include "necsus/api/routes.hpp"
#include "necsus/bots/interrupted.hpp"
#include "necsus/calls/resolver.hpp"
#include "necsus/http/listener.hpp"
#include "necsus/log.hpp"
#include "necsus/version.hpp"
#include "process.hpp"

namespace necsus {

namespace {

/// How long sockets and idle connections may take to say goodbye.
constexpr auto goodbye_time = std::chrono::seconds(8);
/// How long the database may take to be left in order, and of that what is deleted. The next start does the rest.
constexpr auto storage_time = std::chrono::seconds(10);
constexpr auto purge_time = std::chrono::seconds(8);
/// For long JSON.
constexpr unsigned computing_threads = 2;
/// For the database's checkpoints.
constexpr unsigned disk_threads = 1;
constexpr unsigned searching_threads = 1;
constexpr unsigned lookup_threads = 1;

/// Each open page holds a socket: the usual soft limit of 1024 is soon reached.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/// What is open is less than the descriptors that there are: the database, files and calls to bots need some too.
std::size_t connection_bound(const Config& config) {
    constexpr std::size_t spare_descriptors = 256;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return config.max_connections;
    auto descriptors = static_cast<std::size_t>(limit.rlim_cur);
    auto room = descriptors - std::min(descriptors / 2, spare_descriptors);
    return std::min(config.max_connections, room);
}

HttpLimits http_limits(const Config& config) {
    return {config.max_body_bytes,    config.max_header_bytes,       config.max_target_bytes,
            config.idle_timeout,      config.read_timeout,           config.ping_interval,
            config.max_body_memory,   config.min_body_rate,          config.max_frame_bytes,
            connection_bound(config), config.max_client_connections, config.limit_local_clients};
}

bool listens_on_loopback_only(const std::string& host) {
    boost::system::error_code no_address;
    auto address = asio::ip::make_address(host, no_address);
    return host == "localhost" || (!no_address && address.is_loopback());
}

/// Who lets in only those who sit at this machine needs no protection from what they call.
bool internal_addresses_allowed(const Config& config) {
    if (config.private_bots != "auto") return config.private_bots == "allow";
    return listens_on_loopback_only(config.host);
}

/// What an admin may not expect of these settings.
void note_settings(const Config& config) {
    if (config.lookup_threads_given) {
        log_event(LogLevel::warn, "--lookup-threads has no effect any more: host names are looked up without threads");
    }
    if (config.private_bots == "auto" && !internal_addresses_allowed(config)) {
        log_event(LogLevel::info,
                  "listening for other machines, so bots on this one and on private networks are not called; "
                  "--private-bots allow changes that");
    }
}

ResolverOptions lookup_options(const Config& config) {
    ResolverOptions options;
    if (config.name_servers != "system") options.name_servers = config.name_servers;
    options.timeout = config.lookup_timeout;
    options.max_lookups = config.max_lookups;
    return options;
}

BotClientLimits call_limits(const Config& config) {
    return {config.bot_timeout,
            config.max_reply_bytes,
            config.max_unpack_ratio,
            config.max_bot_connections,
            config.max_host_activations,
            config.bot_idle_timeout,
            internal_addresses_allowed(config)};
}

RoundLimits round_limits(const Config& config) {
    return {config.max_activations, config.max_room_activations, config.round_rate, config.round_burst};
}

/// Without passwords.
void log_proxies(const ProxySettings& settings) {
    for (const auto& proxy : settings.all()) {
        if (proxy.endpoint) {
            log_event(LogLevel::info, "bots are called through a proxy",
                      {{"variable", proxy.variable}, {"proxy", proxy.endpoint->host_header}});
        } else {
            log_event(LogLevel::warn, "no bot can be called through this proxy: it must be an http:// or https:// URL",
                      {{"variable", proxy.variable}});
        }
    }
}

BacklogBounds backlog(const Config& config) {
    return {config.max_backlog_bytes, config.max_backlog_events};
}

FieldLimits field_limits(const Config& config) {
    return {config.max_text_bytes, config.max_media_bytes, config.max_name_bytes, config.max_url_bytes,
            config.max_pattern_bytes};
}

MessageRates message_rates(const Config& config) {
    return {{config.message_rate, config.message_burst},
            {config.room_message_rate, config.room_message_burst},
            config.limit_local_clients};
}

}  // namespace

struct Server::Parts {
    explicit Parts(Config given)
        : config(std::move(given)),
          workers(loop->get_executor(), computing_threads, config.max_waiting_jobs),
          disk(loop->get_executor(), disk_threads),
          storage(loop->get_executor(), disk, config.database, config.synchronous,
                  {config.idempotency_time, config.max_idempotency_keys},
                  {config.lock_patience, config.max_lock_waiters}),
          broker(loop->get_executor(), config.max_backlog_memory),
          rooms(loop->get_executor(), storage, broker, backlog(config), config.max_room_bots),
          lookups(loop->get_executor(), lookup_threads),
          resolver(loop->get_executor(), lookups, lookup_options(config)),
          proxies(std::getenv),
          client(loop->get_executor(), resolver, call_limits(config), proxies),
          answers(loop->get_executor(), config.max_answer_memory),
          rounds(loop->get_executor(), round_limits(config)),
          activations(loop->get_executor(), rooms, storage.bots, client, workers, config.max_activation_bytes,
                      {config.max_kept_outcomes, config.outcome_patience, config.max_kept_outcome_bytes},
                      field_limits(config)),
          searches(loop->get_executor(), searching_threads, config.max_waiting_jobs),
          dispatcher(loop->get_executor(), rooms, storage, rounds, activations,
                     {workers, searches, config.pattern_time}),
          forms(loop->get_executor(), storage, rounds, activations, field_limits(config)),
          app{storage.database,
              storage.messages,
              storage.bots,
              rooms,
              dispatcher,
              forms,
              workers,
              answers,
              StaticFiles(config.share),
              field_limits(config),
              message_rates(config),
              config.bots_of_all_rooms,
              config.pattern_time},
          router(routes(app)),
          connections(loop->get_executor(), router, http_limits(config),
                      *TrustedProxies::parse(config.trusted_proxies)),
          listener(std::in_place, *loop, connections, config.host, config.port) {}

    ~Parts() {
        // What holds sockets, timers and threads first; then the loop, and with it coroutines that still wait; then the
        // parts that those refer to.
        listener.reset();
        client.stop();
        activations.close();
        answers.close();
        resolver.stop();
        workers.stop();
        disk.stop();
        lookups.stop();
        searches.stop();
        loop.reset();
    }
    Parts(const Parts&) = delete;
    Parts& operator=(const Parts&) = delete;

    awaitable<void> stop_on_signal();
    awaitable<void> stop();
    awaitable<void> settle_storage();

    Config config;
    std::optional<asio::io_context> loop{std::in_place, 1};
    Workers workers;
    Workers disk;  // of its own: who waits for it holds up nothing else
    Storage storage;
    Broker broker;
    Rooms rooms;
    Workers lookups;  // of mDNS, which block: they must hold up nothing else
    Resolver resolver;
    ProxySettings proxies;
    HttpBotClient client;
    PageMemory answers;
    Rounds rounds;
    Activations activations;
    Workers searches;  // the same: rooms with slow patterns wait for one another, and nobody for them
    Dispatcher dispatcher;
    Forms forms;
    App app;
    Router router;
    Connections connections;
    StopSignals signals;  // before that one can be asked to stop it ends in the usual way: nothing is under way
    std::optional<Listener> listener;
    Signal storage_settled{loop->get_executor()};
};

Server::Server(Config config) {
    raise_descriptor_limit();
    parts_ = std::make_unique<Parts>(std::move(config));
}

Server::~Server() = default;

void Server::run() {
    auto& parts = *parts_;
    // Which port it is, where none was named, is more than information.
    bool must_tell = parts.config.port == 0 && !log_wants(LogLevel::info);
    log_event(must_tell ? LogLevel::warn : LogLevel::info,
              fmt::format("NeCSuS {} listening on http://{}:{}", version, parts.config.host, parts.listener->port()),
              {{"database", parts.config.database}});
    note_settings(parts.config);
    log_proxies(parts.proxies);
    parts.storage.purge.start();
    parts.storage.key_expiry.start();
    spawn(parts.loop->get_executor(), parts.storage.database.watch_file(), "watching the database file");
    auto left = parts.storage.in_flight.left();
    auto executor = parts.loop->get_executor();
    spawn(executor, tell_interrupted(executor, parts.rooms, parts.storage, parts.dispatcher, std::move(left)),
          "telling rooms what a crash broke off");
    parts.listener->start();
    spawn(parts.loop->get_executor(), parts.stop_on_signal(), "stopping");
    spawn(parts.loop->get_executor(), give_back_memory(parts.loop->get_executor()), "giving back memory");
    parts.loop->run();
    log_event(LogLevel::info, "stopped");
}

awaitable<void> Server::Parts::stop_on_signal() {
    auto signal = co_await signals.first();
    auto grace = std::chrono::duration<double>(config.stop_grace).count();
    log_event(LogLevel::info,
              fmt::format("stopping, within {:g} s for bots to answer; a second signal stops at once", grace),
              {{"signal", std::to_string(signal)},
               {"websockets", std::to_string(broker.subscribers())},
               {"activations", std::to_string(rounds.under_way())}});
    co_await stop();
}

awaitable<void> Server::Parts::stop() {
    listener->stop();
    connections.stop();
    co_await rounds.idle(Clock::now() + config.stop_grace);
    client.stop();
    resolver.stop();
    activations.outcomes().stop();
    activations.close();
    co_await rounds.idle(Clock::now() + goodbye_time);
    activations.outcomes().log_untold();
    broker.close();
    connections.give_up_reading();
    co_await connections.all_closed(Clock::now() + goodbye_time);
    spawn(loop->get_executor(), settle_storage(), "leaving the database in order");
    bool settled = co_await storage_settled.fired_by(Clock::now() + storage_time);
    if (!settled) log_event(LogLevel::warn, "the database took too long to be left in order: the next start does it");
    loop->stop();
}

awaitable<void> Server::Parts::settle_storage() {
    co_await next_turn(loop->get_executor());  // who started this waits for it by then
    co_await storage.in_flight.caught_up(Clock::now() + goodbye_time);
    co_await storage.purge.finished(Clock::now() + purge_time);  // what was cleared is out of the file, if it can be
    co_await storage.messages.give_back_ids();
    co_await storage.database.undisturbed();
    storage_settled.fire();
}

}  // namespace necsus
