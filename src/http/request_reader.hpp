// Turns the bytes of a connection into requests, or into the refusal of what is none (RFC 9112). It knows no socket:
// the connection puts bytes in and asks what to do next.
#pragma once

#include <boost/asio/buffer.hpp>
#include <memory>
#include <string>
#include <variant>

#include "necsus/http/connections.hpp"
#include "necsus/http/request.hpp"
#include "necsus/http/response.hpp"

namespace necsus {

/// A whole request, and what its answer must keep to.
struct IncomingRequest {
    Request request;
    bool http_1_0 = false;
    bool keep_alive = true;
    bool wants_websocket = false;  // RFC 6455, 4.2.1; whether the handshake is a good one is for `refuse_handshake`
};

/// What is no request; after its answer the connection can only be closed.
struct RefusedRequest {
    Response response;
    std::string method = "-", target = "-", forwarded_for;  // as far as they were read, for the log
};

/// Bytes are missing.
struct MoreBytes {
    bool in_body = false;        // the header is read
    std::size_t body_bytes = 0;  // that have come of it
    bool send_continue = false;  // the client waits for "100 Continue" (RFC 9110, 10.1.1); said once
};

class RequestReader {
  public:
    explicit RequestReader(const HttpLimits& limits);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    /// Room for some bytes; `commit` says how many of it were filled.
    boost::asio::mutable_buffer prepare();
    void commit(std::size_t bytes);

    std::variant<MoreBytes, IncomingRequest, RefusedRequest> next();

    /// Bytes of the next request are there. Empty lines before it are none of it, and are dropped (RFC 9112, 2.2).
    bool has_begun();
    /// Bytes that no request was made of yet.
    std::size_t unread_bytes() const;
    /// Of the request in hand, once its header is read: X-Forwarded-For, "" if there is none.
    std::string forwarded_for() const;
    /// Between requests: gives back the memory of a large one.
    void shrink();
    /// The refusal of a request of which not all has come; what has is forgotten.
    RefusedRequest refuse(Response response);
    /// Forgets what was read: nothing of it will be answered.
    void drop();
    /// Hands over what came behind a request: the connection goes on with another protocol.
    std::string take_unread();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace necsus
