// The few names that the system knows and no name server does: those of mDNS (".local", where nsswitch.conf has it),
// and this machine's own.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "file_change.hpp"
#include "necsus/calls/resolver.hpp"

namespace necsus {

/// Whether `text`, an nsswitch.conf, has hosts looked up by a service whose name begins so.
bool has_hosts_service(std::string_view text, std::string_view service);

class SystemNames {
  public:
    SystemNames(Workers& workers, std::string nsswitch);

    bool knows(std::string_view host);

    /// Asks the system, which blocks, on a worker thread; not any more if its turn comes after `deadline`.
    void ask(std::string host, Clock::time_point deadline, std::function<void(Resolver::Answer)> done);

  private:
    Workers& workers_;
    FileChange file_;
    std::string own_name_;
    bool has_mdns_ = false;
    bool has_own_name_ = false;
};

}  // namespace necsus
