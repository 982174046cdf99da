// Host names to addresses, off the loop: a look-up can only block, so a few threads wait for it.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "necsus/async.hpp"
#include "necsus/workers.hpp"

namespace necsus {

class Resolver {
  public:
    struct Answer {
        boost::system::error_code error;
        std::vector<asio::ip::address> addresses;  // in the system's order of preference
    };

    Resolver(Executor executor, Workers& workers) : executor_(executor), workers_(workers) {}

    /// Looks up `host`; literals are answered at once. Those who ask for the same name at once share one look-up, so
    /// that a dead name server holds one thread for each name at most. Past `deadline`: asio::error::timed_out.
    awaitable<Answer> resolve(std::string host, Clock::time_point deadline);

  private:
    struct Lookup;

    void start(const std::string& host, const std::shared_ptr<Lookup>& lookup);

    Executor executor_;
    Workers& workers_;
    std::unordered_map<std::string, std::shared_ptr<Lookup>> under_way_;
};

}  // namespace necsus
