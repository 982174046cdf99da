#include "necsus/calls/resolver.hpp"

#include <netdb.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
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

/// Blocks; runs on a worker thread.
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
    explicit Lookup(Executor executor) : finished(executor) {}

    Answer answer;
    Signal finished;
};

void Resolver::start(const std::string& host, const std::shared_ptr<Lookup>& lookup) {
    auto answer = std::make_shared<Answer>();
    workers_.run([answer, host] { *answer = look_up(host); },
                 [this, answer, host, lookup] {
                     lookup->answer = std::move(*answer);
                     under_way_.erase(host);
                     lookup->finished.fire_now();
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
        entry = std::make_shared<Lookup>(executor_);
        start(host, entry);
    }
    auto* lookup = entry.get();  // not shared: it owns those who wait for it
    bool finished = co_await lookup->finished.fired_by(deadline);
    if (finished) co_return lookup->answer;
    Answer late;
    late.error = asio::error::timed_out;
    co_return late;
}

}  // namespace necsus
