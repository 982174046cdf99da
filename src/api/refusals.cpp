#include "refusals.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>

#include "necsus/limits/admins_flag.hpp"

namespace necsus {

namespace {

bool is_exempt(const MessageRates& rates, const Client& client) {
    return client.is_local && !rates.limits_local_clients;
}

/// Takes a token of `key`; 429 if there is none. `whose` says of what there was too much, `flags` who can change that.
std::optional<Response> refuse_rate(TokenBuckets& buckets, std::string_view key, std::string_view whose,
                                    std::string_view flags) {
    auto wait = buckets.take(key, Clock::now());
    if (wait == Clock::duration::zero()) return std::nullopt;
    auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    const auto& rate = buckets.rate();
    return refusal_for_now(429,
                           fmt::format("Too many messages at once {}: {:g} a second are taken, and {:g} at once. "
                                       "Nothing was done; send it again in {} s.{}",
                                       whose, rate.per_second, rate.burst, seconds, flags),
                           seconds);
}

}  // namespace

std::optional<Response> refuse_long_room(const App& app, std::string_view room) {
    if (room.size() <= app.fields.of("room")) return std::nullopt;
    return refusal(400, app.fields.complaint("The room's name in the address", "room", room.size()));
}

std::optional<Response> refuse_client_rate(App& app, const Client& client) {
    if (is_exempt(app.rates, client)) return std::nullopt;
    return refuse_rate(app.rates.clients, client.network, "from your address",
                       admins_flags("--message-rate", "--message-burst"));
}

std::optional<Response> refuse_room_rate(App& app, const Client& client, std::string_view room) {
    if (is_exempt(app.rates, client)) return std::nullopt;
    auto refused =
        refuse_rate(app.rates.rooms, room, "in this room", admins_flags("--room-message-rate", "--room-message-burst"));
    if (refused) app.rates.clients.give_back(client.network);  // nothing was done for it
    return refused;
}

void give_back_room_rate(App& app, const Client& client, std::string_view room) {
    if (!is_exempt(app.rates, client)) app.rates.rooms.give_back(room);
}

}  // namespace necsus
