// Calls a bot: one POST over http or https (protocol, section 5).
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "necsus/async.hpp"
#include "necsus/calls/call_outcome.hpp"
#include "necsus/calls/endpoint.hpp"
#include "necsus/calls/proxy_settings.hpp"

namespace necsus {

class Resolver;

/// See Config for what each is.
struct UnpackLimits {
    std::size_t max_bytes = 8U << 20U, max_ratio = 200;
};

/// What is POSTed to a bot.
struct BotCall {
    Endpoint endpoint;
    std::string group;  // calls of one group leave places at a host to others
    std::string json;
    std::shared_ptr<const void> held_with_json;  // let go with it, as soon as it is written
};

class BotClient {
  public:
    virtual ~BotClient() = default;
    /// Sends the call and waits for the whole answer. Never throws for what a peer does.
    virtual awaitable<CallOutcome> post(BotCall call) = 0;
    /// How long a call may take in all.
    virtual std::chrono::milliseconds timeout() const = 0;
    /// For whoever unpacks an answer. It isn't done here: what is unpacked shall not wait in memory until it is read.
    virtual UnpackLimits unpack_limits() const = 0;
};

/// See Config for what each is.
struct BotClientLimits {
    std::chrono::milliseconds timeout;
    std::size_t max_reply_bytes, max_unpack_ratio, max_connections_per_host, max_calls_per_host;
    std::chrono::milliseconds idle_time;
    bool internal_addresses;  // whether those of this machine and of private networks may be called
};

/// Over TCP, a connection for each call, and TLS, where they are kept for a moment. Certificates and host names are
/// verified against the system's authorities. Through a proxy where the settings name one.
class HttpBotClient final : public BotClient {
  public:
    HttpBotClient(Executor executor, Resolver& resolver, BotClientLimits limits, ProxySettings proxies = {});
    ~HttpBotClient() override;

    awaitable<CallOutcome> post(BotCall call) override;
    std::chrono::milliseconds timeout() const override;
    UnpackLimits unpack_limits() const override;

    /// Breaks off the calls under way (`stopped`) and closes idle connections: the server is stopping.
    void stop();

  private:
    struct Parts;

    awaitable<CallOutcome> exchange_with(BotCall call);

    std::unique_ptr<Parts> parts_;
};

}  // namespace necsus
