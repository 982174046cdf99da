// The Host header's grammar (RFC 9110, 7.2; RFC 3986, 3.2.2).
#pragma once

#include <string_view>

namespace necsus {

/// A name or an address, with or without a port. Empty will do: that is what a URL without a host sends.
bool is_host_field(std::string_view host);

}  // namespace necsus
