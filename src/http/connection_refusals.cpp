#include "connection_refusals.hpp"

#include <fmt/format.h>

#include <system_error>

#include "necsus/limits/admins_flag.hpp"

namespace necsus {

namespace {

/// When to try again what there was no room for.
constexpr int seconds_of_shortage = 5;

}  // namespace

bool is_shortage(const std::error_code& error) {
    return error == std::errc::too_many_files_open || error == std::errc::too_many_files_open_in_system ||
           error == std::errc::not_enough_memory || error == std::errc::no_buffer_space;
}

Response too_late() {
    return refusal(408, "The rest of the request did not come in time." + admins_flag("--read-timeout"));
}

Response too_slow(const HttpLimits& limits) {
    return refusal(408,
                   fmt::format("The body comes too slowly: at less than {} bytes a second.", limits.min_body_rate) +
                       admins_flag("--min-body-rate"));
}

Response no_resources() {
    return refusal_for_now(503,
                           "The server has too many files and connections open at the moment, or too little memory. "
                           "Try again in a few seconds.",
                           seconds_of_shortage);
}

Response no_memory() {
    return refusal_for_now(503,
                           "There are more large messages on their way than the server has room for. Nothing was "
                           "stored; send it again in a few seconds." +
                               admins_flag("--max-body-memory"),
                           seconds_of_shortage);
}

}  // namespace necsus
