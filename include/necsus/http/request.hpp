// A request as handlers see it: plain values, nothing of Beast.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "necsus/http/query.hpp"

namespace necsus {

struct Request {
    std::string method;  // "GET", "HEAD", …
    std::string target;  // as sent
    std::string path;    // decoded; begins with "/"
    Query query;
    std::vector<std::pair<std::string, std::string>> headers;  // names in lowercase, repeated ones joined by ", "
    std::string body;

    /// "" if there is no such header; `name` in lowercase.
    std::string_view header(std::string_view name) const;
    bool has_header(std::string_view name) const;
};

/// True if the comma-separated list `header` holds `token`, in any case, with or without parameters (RFC 9110, 5.6).
bool list_holds(std::string_view header, std::string_view token);

}  // namespace necsus
