// An HTTP client of our own, so that tests see every byte of an answer.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "socket.hpp"

namespace necsus::test {

struct HttpReply {
    int status = 0;
    std::string reason;
    std::map<std::string, std::string> headers;  // names in lowercase
    std::string body;                            // chunks joined

    nlohmann::ordered_json json() const { return nlohmann::ordered_json::parse(body); }
    /// The "message" of a refusal.
    std::string message() const { return json().at("message").get<std::string>(); }
    /// "" if it is not there.
    std::string header(const std::string& name) const;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

/// One connection, kept alive over its requests and opened again when the server has closed it.
class HttpClient {
  public:
    explicit HttpClient(std::uint16_t port) : port_(port), socket_(Socket::connect(port)) {}

    HttpReply get(const std::string& target, const Headers& headers = {});
    HttpReply post(const std::string& target, const nlohmann::json& body, const Headers& headers = {});
    HttpReply request(const std::string& method, const std::string& target, const std::string& body = {},
                      const Headers& headers = {});

    Socket& socket() { return socket_; }

  private:
    std::uint16_t port_;
    Socket socket_;
    std::string received_;
};

/// The text of a request with Host and, if there is a body, Content-Length.
std::string request_text(const std::string& method, const std::string& target, const std::string& body = {},
                         const Headers& headers = {});

/// Reads one answer from `socket`; what comes after it stays in `received`. `head_only`: an answer to HEAD.
HttpReply read_reply(Socket& socket, std::string& received, bool head_only = false);

/// Sends raw bytes over a connection of its own and reads one answer.
HttpReply exchange(std::uint16_t port, std::string_view bytes);

/// For a path or a query value.
std::string percent_encode(std::string_view text);

}  // namespace necsus::test
