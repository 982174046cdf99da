#include "tunnel.hpp"

#include <fmt/format.h>

#include "exchange.hpp"
#include "necsus/version.hpp"

namespace necsus {

namespace {

using Kind = CallOutcome::Kind;

std::string words_for(const CallOutcome& failure) {
    switch (failure.kind) {
        case Kind::no_such_host:
            return "could not be found: there is no host of that name";
        case Kind::lookup_failed:
            return fmt::format("could not be found: its name could not be looked up ({})", failure.detail);
        case Kind::lookup_timed_out:
            return fmt::format("could not be found: the look-up of its name did not end within {}", failure.detail);
        case Kind::refused:
            return "could not be reached: the connection was refused";
        case Kind::unreachable:
            return fmt::format("could not be reached ({})", failure.detail);
        case Kind::tls_failed:
            return fmt::format("could not be reached: the secure connection (TLS) to it failed ({})", failure.detail);
        case Kind::timed_out:
            return "did not answer in time";
        case Kind::closed:
        case Kind::cut_off:
            return "closed the connection without an answer";
        default:
            return fmt::format("does not answer as a proxy ({})", failure.detail);
    }
}

/// A default port is named, too: which it is differs from program to program.
std::string host_and_port(const Endpoint& endpoint) {
    bool is_v6 = endpoint.host.find(':') != std::string::npos;
    return fmt::format("{}{}{}:{}", is_v6 ? "[" : "", endpoint.host, is_v6 ? "]" : "", endpoint.port);
}

CallOutcome failure(const Proxy& proxy, std::string_view what) {
    auto where = proxy.endpoint ? " at " + host_and_port(*proxy.endpoint) : std::string();
    return failed_call(Kind::proxy_failed, fmt::format("the proxy{} that {} names {}", where, proxy.variable, what));
}

}  // namespace

std::string proxy_authorization(const Proxy& proxy) {
    const auto& authorization = proxy.endpoint->authorization;
    return authorization.empty() ? std::string() : fmt::format("Proxy-Authorization: {}\r\n", authorization);
}

awaitable<CallOutcome> open_tunnel(BotConnection& connection, const Proxy& proxy, Endpoint endpoint) {
    auto target = host_and_port(endpoint);
    OutgoingRequest request;
    request.head = fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\nUser-Agent: NeCSuS/{1}\r\n{2}\r\n", target,
                               version, proxy_authorization(proxy));
    AnswerReader reader(0, AnswerReader::Body::none);
    co_await exchange(connection, std::move(request), reader);
    auto answer = reader.take_outcome();
    if (answer.kind != Kind::answered) co_return proxy_failure(proxy, answer);
    if (answer.status / 100 != 2) co_return proxy_refusal(proxy, answer);
    // TLS begins with us: what came already is not from the bot.
    if (!reader.nothing_behind()) co_return failure(proxy, "does not answer as a proxy");
    co_return CallOutcome();
}

CallOutcome no_proxy(const Proxy& proxy) {
    return failure(proxy, "is none: it must be an http:// or https:// URL");
}

CallOutcome proxy_failure(const Proxy& proxy, const CallOutcome& why) {
    if (why.kind == Kind::no_descriptors) return why;  // that is no fault of the proxy's
    return failure(proxy, words_for(why));
}

CallOutcome proxy_refusal(const Proxy& proxy, const CallOutcome& answer) {
    auto status = fmt::format("{} ({})", answer.status, answer.reason);
    if (answer.status == 407) return failure(proxy, fmt::format("wants a user name and a password: status {}", status));
    bool tried = answer.status >= 502 && answer.status <= 504;
    return failure(
        proxy, fmt::format("{} the host of the bot: status {}", tried ? "could not reach" : "refused to call", status));
}

}  // namespace necsus
