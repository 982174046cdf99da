// Host names to addresses, as the system would answer, and so that no name holds up another.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "necsus/async.hpp"
#include "necsus/workers.hpp"

namespace necsus {

/// See Config for what each is. The files are the system's.
struct ResolverOptions {
    std::string name_servers;
    std::chrono::milliseconds timeout{10'000};
    std::size_t max_lookups = 1'000;
    std::string resolv_conf = "/etc/resolv.conf";
    std::string hosts = "/etc/hosts";
    std::string nsswitch = "/etc/nsswitch.conf";
};

class Resolver {
  public:
    struct Answer {
        boost::system::error_code error;           // host_not_found, host_not_found_try_again or timed_out
        std::string detail;                        // of an error, for people
        std::vector<asio::ip::address> addresses;  // in the system's order of preference; with an error none
        std::chrono::seconds good_for{0};          // as the name server says
    };

    /// `workers` look up the few names that no name server knows; see system_names.hpp.
    Resolver(Executor executor, Workers& workers, ResolverOptions options);
    ~Resolver();

    /// Those who ask for the same name at once share one look-up, and for some seconds its answer is remembered.
    awaitable<Answer> resolve(std::string host, Clock::time_point deadline);

    /// Breaks off what is under way, and looks nothing up any more. Must be called before the loop goes.
    void stop();

  private:
    struct Parts;

    std::shared_ptr<Parts> parts_;
};

}  // namespace necsus
