// The number in (?(1)yes|no), which Python reads with int().
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace necsus::pattern {

struct GroupReference {
    std::uint32_t number = 0;
    std::string message;  // what is wrong with it; empty if nothing is
};

GroupReference read_group_number(std::u32string_view text);

}  // namespace necsus::pattern
