// Calls a bot: one POST over http or https, and every way in which that can fail, told apart (protocol, sections 5, 6).
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "necsus/async.hpp"
#include "necsus/calls/endpoint.hpp"

namespace necsus {

class Resolver;

/// What came of a call.
struct CallOutcome {
    enum class Kind {
        answered,         // `status`, `reason`, `body` and so on are set
        no_such_host,     // the host's name is unknown
        lookup_failed,    // the name server did not say
        refused,          // nothing listens there
        unreachable,      // no way there
        tls_failed,       // `detail` says why
        timed_out,        // the deadline passed
        too_large,        // the answer passed the limit
        cut_off,          // the connection ended inside the answer
        closed,           // the connection ended before an answer
        not_http,         // what came is not HTTP
        bad_compression,  // a Content-Encoding that its body does not keep
        stopped           // the server is stopping and could not wait longer
    };
    Kind kind = Kind::answered;
    int status = 0;
    std::string reason;    // as sent, or the usual one
    std::string location;  // of a redirect
    std::string charset;   // of Content-Type, in lower case; empty if it names none
    std::string body;      // decompressed
    std::string detail;    // for people
};

/// One word for the log.
std::string to_text(CallOutcome::Kind kind);

class BotClient {
  public:
    virtual ~BotClient() = default;
    /// POSTs `json` and waits for the whole answer. Never throws for what a peer does.
    virtual awaitable<CallOutcome> post(Endpoint endpoint, std::string json) = 0;
    /// How long a call may take in all.
    virtual std::chrono::milliseconds timeout() const = 0;
};

/// See Config for what each is.
struct BotClientLimits {
    std::chrono::milliseconds timeout;
    std::size_t max_reply_bytes, max_connections_per_host;
    std::chrono::milliseconds idle_time;
};

/// Over TCP, a connection for each call, and TLS, where they are kept for a moment. Certificates and host names are
/// verified against the system's authorities.
class HttpBotClient final : public BotClient {
  public:
    HttpBotClient(Executor executor, Resolver& resolver, BotClientLimits limits);
    ~HttpBotClient() override;

    awaitable<CallOutcome> post(Endpoint endpoint, std::string json) override;
    std::chrono::milliseconds timeout() const override;

    /// Breaks off the calls under way (`stopped`) and closes idle connections: the server is stopping.
    void stop();

  private:
    struct Parts;

    awaitable<CallOutcome> call(Endpoint endpoint, std::string json);

    std::unique_ptr<Parts> parts_;
};

}  // namespace necsus
