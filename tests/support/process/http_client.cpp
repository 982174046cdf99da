#include "http_client.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <stdexcept>

namespace necsus::test {

namespace {

std::string small_letters(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

std::string take(std::string& from, std::size_t size) {
    auto taken = from.substr(0, size);
    from.erase(0, size);
    return taken;
}

std::string read_chunks(Socket& socket, std::string& received) {
    std::string body;
    for (;;) {
        if (!socket.receive_until(received, "\r\n")) throw std::runtime_error("the answer ends inside its chunks");
        auto line = take(received, received.find("\r\n") + 2);
        auto size = std::stoul(line, nullptr, 16);
        if (!socket.receive_to_size(received, size + 2)) throw std::runtime_error("the answer ends inside a chunk");
        body += take(received, size);
        take(received, 2);
        if (size == 0) return body;
    }
}

}  // namespace

std::string HttpReply::header(const std::string& name) const {
    auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

std::string request_text(const std::string& method, const std::string& target, const std::string& body,
                         const Headers& headers) {
    std::string text = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n";
    for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
    if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return text + "\r\n" + body;
}

HttpReply read_reply(Socket& socket, std::string& received, bool head_only) {
    HttpReply reply;
    do {
        if (!socket.receive_until(received, "\r\n\r\n")) throw std::runtime_error("no answer, only: " + received);
        auto head = take(received, received.find("\r\n\r\n") + 4);
        reply.status = std::stoi(head.substr(9, 3));
        reply.reason = head.substr(13, head.find("\r\n") - 13);
        reply.headers.clear();
        for (auto at = head.find("\r\n") + 2; at + 2 < head.size();) {
            auto end = head.find("\r\n", at);
            auto colon = head.find(':', at);
            auto value = head.substr(colon + 1, end - colon - 1);
            value.erase(0, value.find_first_not_of(' '));
            auto [place, is_new] = reply.headers.emplace(small_letters(head.substr(at, colon - at)), value);
            if (!is_new) place->second += ", " + value;
            at = end + 2;
        }
    } while (reply.status / 100 == 1 && reply.status != 101);

    if (head_only || reply.status == 101 || reply.status == 204 || reply.status == 304) return reply;
    if (reply.header("transfer-encoding") == "chunked") {
        reply.body = read_chunks(socket, received);
    } else if (reply.headers.contains("content-length")) {
        auto size = std::stoul(reply.header("content-length"));
        if (!socket.receive_to_size(received, size)) throw std::runtime_error("the answer is cut off");
        reply.body = take(received, size);
    } else {
        reply.body = std::exchange(received, {}) + socket.receive_all();
    }
    return reply;
}

HttpReply HttpClient::request(const std::string& method, const std::string& target, const std::string& body,
                              const Headers& headers) {
    if (!socket_.send(request_text(method, target, body, headers))) throw std::runtime_error("the server is gone");
    auto reply = read_reply(socket_, received_, method == "HEAD");
    if (reply.header("connection") == "close") {
        socket_ = Socket::connect(port_);
        received_.clear();
    }
    return reply;
}

HttpReply HttpClient::get(const std::string& target, const Headers& headers) {
    return request("GET", target, {}, headers);
}

HttpReply HttpClient::post(const std::string& target, const nlohmann::json& body, const Headers& headers) {
    return request("POST", target, body.dump(), headers);
}

HttpReply exchange(std::uint16_t port, std::string_view bytes) {
    auto socket = Socket::connect(port);
    socket.send(bytes);
    std::string received;
    return read_reply(socket, received);
}

std::string percent_encode(std::string_view text) {
    std::string encoded;
    for (unsigned char c : text) {
        char hex[4];
        std::snprintf(hex, sizeof hex, "%%%02X", c);
        encoded += std::isalnum(c) != 0 ? std::string(1, static_cast<char>(c)) : std::string(hex);
    }
    return encoded;
}

}  // namespace necsus::test
