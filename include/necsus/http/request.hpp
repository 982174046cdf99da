// A request as handlers see it: plain values, nothing of Beast.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "necsus/http/body_memory.hpp"
#include "necsus/http/query.hpp"

namespace necsus {

/// Who sent a request.
struct Client {
    std::string address;    // that a trusted proxy names, or the peer's
    std::string network;    // what bounds count as one client: the address, or of IPv6 its /64
    bool is_local = false;  // a program on this machine, and not by way of a proxy
};

struct Request {
    std::string method;  // "GET", "HEAD", …
    std::string target;  // as sent
    std::string path;    // decoded; begins with "/"
    Query query;
    std::vector<std::pair<std::string, std::string>> headers;  // names in lowercase, repeated ones joined by ", "
    std::string body;
    Client client;
    BodyMemory::Part memory;  // what the body takes; whoever consumes the body lets it go with it

    /// "" if there is no such header; `name` in lowercase.
    std::string_view header(std::string_view name) const;
    bool has_header(std::string_view name) const;
};

/// True if the comma-separated list `header` holds `token`, in any case, with or without parameters (RFC 9110, 5.6).
bool list_holds(std::string_view header, std::string_view token);

}  // namespace necsus
