// Name servers as an admin lists them.
#pragma once

#include <string_view>

namespace necsus {

/// Whether `list` is addresses with commas between, each perhaps with a port ("192.0.2.53,127.0.0.1:5353,[::1]:53").
bool are_name_servers(std::string_view list);

}  // namespace necsus
