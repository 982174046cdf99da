// Asks name servers, with c-ares on the loop itself: nothing waits for anything but its own answer.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "necsus/async.hpp"
#include "necsus/calls/resolver.hpp"

namespace necsus {

class DnsClient {
  public:
    /// `name_servers`: addresses with or without port, with commas between; none: those of `resolv_conf`, whose search
    /// domains and other options count in any case. It is read again when it has changed.
    DnsClient(Executor executor, std::string name_servers, std::string resolv_conf);
    /// Must go before the loop does; what was asked is never answered then.
    ~DnsClient();
    DnsClient(const DnsClient&) = delete;
    DnsClient& operator=(const DnsClient&) = delete;

    enum class Family { any, v4 };

    /// `done` gets the answer in a turn of its own.
    void ask(const std::string& host, Family family, std::function<void(Resolver::Answer)> done);

  private:
    struct Channel;

    std::shared_ptr<Channel> channel_;
};

}  // namespace necsus
