// Dates as HTTP writes them (RFC 9110, 5.6.7).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace necsus {

/// `seconds` since the epoch, as "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(std::int64_t seconds);

/// The time now as `http_date`, made anew once a second.
const std::string& http_date_now();

/// Seconds since the epoch, of a date in that form or one of the two older ones; nothing for what is no date.
std::optional<std::int64_t> parse_http_date(const std::string& date);

}  // namespace necsus
