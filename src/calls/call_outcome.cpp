#include "necsus/calls/call_outcome.hpp"

#include <utility>

namespace necsus {

namespace {

using Kind = CallOutcome::Kind;

}  // namespace

CallOutcome failed_call(Kind kind, std::string detail) {
    CallOutcome outcome;
    outcome.kind = kind;
    outcome.detail = std::move(detail);
    return outcome;
}

std::string to_text(CallOutcome::Kind kind) {
    switch (kind) {
        case Kind::answered:
            return "answered";
        case Kind::no_such_host:
            return "no_such_host";
        case Kind::lookup_failed:
            return "lookup_failed";
        case Kind::lookup_timed_out:
            return "lookup_timed_out";
        case Kind::address_not_allowed:
            return "address_not_allowed";
        case Kind::crowded:
            return "crowded";
        case Kind::no_place:
            return "no_place";
        case Kind::no_memory:
            return "no_memory";
        case Kind::refused:
            return "refused";
        case Kind::unreachable:
            return "unreachable";
        case Kind::tls_failed:
            return "tls_failed";
        case Kind::proxy_failed:
            return "proxy_failed";
        case Kind::timed_out:
            return "timed_out";
        case Kind::too_large:
            return "too_large";
        case Kind::cut_off:
            return "cut_off";
        case Kind::closed:
            return "closed";
        case Kind::not_http:
            return "not_http";
        case Kind::bad_compression:
            return "bad_compression";
        case Kind::no_descriptors:
            return "no_descriptors";
        case Kind::stopped:
            return "stopped";
    }
    return "unknown";
}

}  // namespace necsus
