// What more than one handler refuses before it does anything.
#pragma once

#include <optional>
#include <string_view>

#include "necsus/api/app.hpp"
#include "necsus/http/request.hpp"
#include "necsus/http/response.hpp"

namespace necsus {

/// 400 for a name in an address that is longer than a room's can be.
std::optional<Response> refuse_long_room(const App& app, std::string_view room);

/// 429 for a client that changes things too often. Each call counts.
std::optional<Response> refuse_client_rate(App& app, const Client& client);
/// 429 for a room in which too much happens. Each call counts.
std::optional<Response> refuse_room_rate(App& app, const Client& client, std::string_view room);
/// The call was refused for another reason, and this room was not touched.
void give_back_room_rate(App& app, const Client& client, std::string_view room);

}  // namespace necsus
