// How many connections one client may have at a time.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <optional>
#include <unordered_map>
#include <utility>

namespace necsus {

class ClientBounds {
  public:
    /// `local_too`: clients on this machine are bounded as well.
    ClientBounds(std::size_t most, bool local_too) : most_(most), local_too_(local_too) {}
    ClientBounds(const ClientBounds&) = delete;
    ClientBounds& operator=(const ClientBounds&) = delete;

    /// A client's place, given back when this goes. It must not outlive the bounds.
    class Place {
      public:
        Place() = default;
        Place(Place&& other) noexcept { *this = std::move(other); }
        Place& operator=(Place&& other) noexcept {
            std::swap(bounds_, other.bounds_);
            std::swap(client_, other.client_);
            return *this;
        }
        ~Place() {
            if (bounds_ != nullptr) bounds_->give_back(client_);
        }

      private:
        friend class ClientBounds;
        Place(ClientBounds& bounds, boost::asio::ip::address client) : bounds_(&bounds), client_(std::move(client)) {}

        ClientBounds* bounds_ = nullptr;
        boost::asio::ip::address client_;
    };

    /// Nothing if `client` has as many as it may.
    std::optional<Place> take(const boost::asio::ip::address& client);

    std::size_t most() const { return most_; }

  private:
    void give_back(const boost::asio::ip::address& client);

    std::size_t most_;
    bool local_too_;
    std::unordered_map<boost::asio::ip::address, std::size_t> counts_;
};

}  // namespace necsus
