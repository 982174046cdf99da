// A hash of names that strangers choose: nobody can find two names with the same one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace necsus {

/// SHA-256 of a secret, made anew for each object, and the name.
class SecretHash {
  public:
    SecretHash();
    std::uint64_t operator()(std::string_view name) const;

  private:
    std::array<unsigned char, 32> secret_;
};

}  // namespace necsus
