// How a sentence about a bound ends: who can move it, and how.
#pragma once

#include <string>
#include <string_view>

namespace necsus {

/// " (The admin's flag for this is --max-body-bytes.)"
inline std::string admins_flag(std::string_view flag) {
    return std::string(" (The admin's flag for this is ").append(flag).append(".)");
}

/// The same for two.
inline std::string admins_flags(std::string_view one, std::string_view other) {
    return std::string(" (The admin's flags for this are ").append(one).append(" and ").append(other).append(".)");
}

}  // namespace necsus
