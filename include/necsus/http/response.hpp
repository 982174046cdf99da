// A response as handlers make it. The connection adds what every response has: Date, Cache-Control, CORS, length.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "necsus/async.hpp"

namespace necsus {

/// A body too large to be made in one go.
class BodyStream {
  public:
    virtual ~BodyStream() = default;
    /// The next piece; empty at the end.
    virtual awaitable<std::string> next() = 0;
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::unique_ptr<BodyStream> stream;       // if set, the body is sent from here
    std::shared_ptr<const std::string> file;  // or this is the body, which other answers share
    std::shared_ptr<void> owner;              // goes when the answer is sent, or can't be: the memory that it takes
    std::string cache_control = "no-cache";
    bool close = false;  // close the connection afterwards
    /// What a browser may load for it, as Content-Security-Policy says; "": anything. What is no page loads nothing.
    std::string_view content_policy = "default-src 'none'; frame-ancestors 'none'";

    /// What is sent, unless it is a stream.
    std::string_view content() const { return file ? *file : body; }

    Response& with(std::string name, std::string value) {
        headers.emplace_back(std::move(name), std::move(value));
        return *this;
    }
};

/// 200 with `json`.
Response ok(std::string json);

/// `{"message": …}`: a sentence that says what is wrong and, where it can, how to put it right (protocol, section 1).
Response refusal(int status, std::string_view message);
/// One for what may be sent again in so many seconds: with Retry-After.
Response refusal_for_now(int status, std::string_view message, std::int64_t seconds);

/// "Not Found" for 404 and so on (RFC 9110, 15).
std::string_view reason_phrase(int status);

}  // namespace necsus
