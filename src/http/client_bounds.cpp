#include "necsus/http/client_bounds.hpp"

#include "necsus/http/client_address.hpp"

namespace necsus {

std::optional<ClientBounds::Place> ClientBounds::take(const boost::asio::ip::address& client) {
    auto key = client_network(client);
    bool is_local = client.is_loopback() || key.is_loopback();
    if (is_local && !local_too_) return Place();
    auto& count = counts_[key];
    if (count >= most_) return std::nullopt;
    ++count;
    return Place(*this, key);
}

void ClientBounds::give_back(const boost::asio::ip::address& client) {
    auto found = counts_.find(client);
    if (--found->second == 0) counts_.erase(found);
}

}  // namespace necsus
