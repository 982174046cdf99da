#include "necsus/bots/resolver.hpp"

#include <netdb.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <cstring>

namespace necsus {

namespace {

using boost::system::error_code;

error_code error_of(int code) {
    switch (code) {
        case 0:
            return {};
        case EAI_NONAME:
        case EAI_NODATA:
            return asio::error::host_not_found;
        default:
            return asio::error::host_not_found_try_again;
    }
}

/// Blocks; runs on a helper thread.
Resolver::Answer look_up(const std::string& host) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    Resolver::Answer answer;
    answer.error = error_of(getaddrinfo(host.c_str(), nullptr, &hints, &found));
    for (auto* entry = found; entry != nullptr; entry = entry->ai_next) {
        asio::ip::tcp::endpoint endpoint;
        if (entry->ai_addrlen > endpoint.capacity()) continue;
        endpoint.resize(entry->ai_addrlen);
        std::memcpy(endpoint.data(), entry->ai_addr, entry->ai_addrlen);
        answer.addresses.push_back(endpoint.address());
    }
    if (found != nullptr) freeaddrinfo(found);
    return answer;
}

}  // namespace

struct Resolver::Lookup {
    Answer answer;
    bool finished = false;
    std::vector<std::weak_ptr<Timer>> waiting;
};

void Resolver::start(const std::string& host, const std::shared_ptr<Lookup>& lookup) {
    auto answer = std::make_shared<Answer>();
    workers_.run([answer, host] { *answer = look_up(host); },
                 [this, answer, host, lookup] {
                     lookup->answer = std::move(*answer);
                     lookup->finished = true;
                     under_way_.erase(host);
                     for (auto& waiting : lookup->waiting) {
                         if (auto timer = waiting.lock()) timer->cancel();
                     }
                 });
}

awaitable<Resolver::Answer> Resolver::resolve(std::string host, Clock::time_point deadline) {
    error_code no_literal;
    auto literal = asio::ip::make_address(host, no_literal);
    if (!no_literal) {
        Answer answer;
        answer.addresses.push_back(literal);
        co_return answer;
    }

    if (host == "localhost" || host.ends_with(".localhost")) {  // RFC 6761, 6.3: never needs a look-up
        Answer answer;
        answer.addresses = {asio::ip::address_v4::loopback(), asio::ip::address_v6::loopback()};
        co_return answer;
    }
    auto& entry = under_way_[host];
    if (!entry) {
        entry = std::make_shared<Lookup>();
        start(host, entry);
    }
    auto lookup = entry;
    auto timer = std::make_shared<Timer>(executor_, deadline);
    lookup->waiting.emplace_back(timer);
    error_code cancelled_when_found;
    co_await timer->async_wait(asio::redirect_error(use_awaitable, cancelled_when_found));
    if (!lookup->finished) {
        Answer late;
        late.error = asio::error::timed_out;
        co_return late;
    }
    co_return lookup->answer;
}

}  // namespace necsus
