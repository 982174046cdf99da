// Calls a bot: one POST over http or https, and every way in which that can fail, told apart (protocol, sections 5, 6).
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "necsus/async.hpp"
#include "necsus/calls/endpoint.hpp"
#include "necsus/calls/proxy_settings.hpp"

namespace necsus {

class Resolver;

/// What came of a call.
struct CallOutcome {
    enum class Kind {
        answered,             // `status`, `reason`, `body` and so on are set
        no_such_host,         // the host's name is unknown
        lookup_failed,        // the name server did not say
        lookup_timed_out,     // … and not in time: the bot was not called; `detail` says why
        address_not_allowed,  // the bot was not called at its address, `detail`: see address_rules.hpp
        crowded,              // not called: as many calls to its host as may be are there; `detail` says how many
        no_place,         // not called: other calls to its host left no place in time; `detail` says how many there are
        no_memory,        // not called: too many large payloads are on their way
        refused,          // nothing listens there
        unreachable,      // no way there
        tls_failed,       // `detail` says why
        proxy_failed,     // the proxy that the call goes through could not be reached, or refused; `detail` says which
        timed_out,        // the deadline passed
        too_large,        // the answer passed the limit
        cut_off,          // the connection ended inside the answer
        closed,           // the connection ended before an answer
        not_http,         // what came is not HTTP
        bad_compression,  // a Content-Encoding that its body does not keep
        no_descriptors,   // the server itself has as many files and connections open as it may: nothing was sent
        stopped           // the server is stopping and could not wait longer
    };
    Kind kind = Kind::answered;
    int status = 0;
    std::string reason;    // as sent, or the usual one
    std::string location;  // of a redirect
    std::string charset;   // of Content-Type, in lower case; empty if it names none
    std::string encoding;  // Content-Encoding, in which the body came and still is (unpack.hpp); mostly empty
    std::string body;
    std::string detail;  // for people
};

/// One word for the log.
std::string to_text(CallOutcome::Kind kind);

/// An outcome without an answer.
CallOutcome failed_call(CallOutcome::Kind kind, std::string detail = {});

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
