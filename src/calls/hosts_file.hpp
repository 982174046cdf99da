// /etc/hosts: names that need no name server.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "file_change.hpp"

namespace necsus {

/// The addresses that `text`, a hosts file in lowercase, gives `name`, in its order.
std::vector<boost::asio::ip::address> addresses_in(std::string_view text, std::string_view name);

class HostsFile {
  public:
    /// Reads it: a long one takes its time, and the loop doesn't run yet.
    explicit HostsFile(std::string path) : file_(std::move(path)) { read_if_changed(); }

    /// Empty if `name`, in lowercase, isn't in the file as it is now.
    std::vector<boost::asio::ip::address> addresses_of(std::string_view name);

  private:
    void read_if_changed();

    FileChange file_;
    std::string text_;
};

}  // namespace necsus
