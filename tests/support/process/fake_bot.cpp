#include "fake_bot.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace necsus::test {

FakeBot::FakeBot(Behaviour behaviour, std::string greeting)
    : behaviour_(std::move(behaviour)),
      greeting_(std::move(greeting)),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, any, size) != 0 || ::listen(listener_, 256) != 0 ||
        ::getsockname(listener_, any, &size) != 0) {
        throw std::runtime_error("a fake bot cannot listen");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_loop(); });
}

FakeBot::~FakeBot() {
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
        std::lock_guard lock(mutex_);
        for (int descriptor : open_) ::shutdown(descriptor, SHUT_RDWR);
    }
    for (auto& thread : threads_) thread.join();
    ::close(listener_);
}

std::string FakeBot::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
}

void FakeBot::accept_loop() {
    for (;;) {
        int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor < 0 || stopping_) {
            if (descriptor >= 0) ::close(descriptor);
            return;
        }
        ++connections_;
        std::lock_guard lock(mutex_);
        open_.push_back(descriptor);
        threads_.emplace_back([this, descriptor] {
            Socket socket(descriptor);
            try {
                serve(socket);
            } catch (const std::exception&) {
                // A peer that stays silent for long; the test notices by what it misses.
            }
            std::lock_guard closing(mutex_);
            std::erase(open_, descriptor);
            socket.close();
        });
    }
}

void FakeBot::serve(Socket& socket) {
    if (!greeting_.empty()) socket.send(greeting_);
    std::string received;
    for (bool keep = true; keep && socket.receive_until(received, "\r\n\r\n");) {
        BotRequest request;
        auto end = received.find("\r\n\r\n") + 4;
        request.head = received.substr(0, end);
        received.erase(0, end);
        auto length = request.head.find("Content-Length: ");
        auto size = length == std::string::npos ? 0 : std::stoul(request.head.substr(length + 16));
        if (!socket.receive_to_size(received, size)) return;
        request.body = received.substr(0, size);
        received.erase(0, size);
        {
            std::lock_guard lock(mutex_);
            requests_.push_back(request);
        }
        arrived_.notify_all();
        keep = behaviour_(socket, request);
    }
}

std::vector<BotRequest> FakeBot::requests() {
    std::lock_guard lock(mutex_);
    return requests_;
}

std::vector<BotRequest> FakeBot::wait_for_requests(std::size_t count) {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait_for(lock, patience, [&] { return requests_.size() >= count; })) {
        throw std::runtime_error("the bot got " + std::to_string(requests_.size()) + " requests, not " +
                                 std::to_string(count));
    }
    return requests_;
}

std::string answer_text(const std::string& body, const std::string& status, const std::string& headers) {
    return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

FakeBot::Behaviour sends(std::string bytes) {
    return [bytes = std::move(bytes)](Socket& socket, const BotRequest&) {
        socket.send(bytes);
        return false;
    };
}

FakeBot::Behaviour answers(nlohmann::json reply) {
    return [text = answer_text(reply.dump())](Socket& socket, const BotRequest&) { return socket.send(text); };
}

}  // namespace necsus::test
