#include "necsus/http/connections.hpp"

#include <fmt/format.h>

#include "necsus/limits/admins_flag.hpp"

namespace necsus {

namespace {

/// Seconds after which it is worth another try.
constexpr int retry_after = 10;

Response no_room(const std::string& sentence) {
    auto response = refusal_for_now(503, sentence, retry_after);
    response.close = true;
    return response;
}

}  // namespace

std::variant<ClientBounds::Place, Response> Connections::admit(const boost::asio::ip::address& peer) {
    if (open_ >= limits.max_connections) {
        return no_room(
            fmt::format("The server has {} connections, which is all that it may have. Try again in a moment.{}",
                        limits.max_connections, admins_flag("--max-connections")));
    }
    if (proxies.trusts(peer)) return ClientBounds::Place();
    return place_for(peer);
}

std::variant<ClientBounds::Place, Response> Connections::place_for(const boost::asio::ip::address& client) {
    auto place = clients_.take(client);
    if (place) return std::move(*place);
    return no_room(
        fmt::format("Your address has {} connections here, which is all that one address may have. Close some "
                    "of them (each open page has one), and try again.{}",
                    limits.max_client_connections, admins_flag("--max-client-connections")));
}

void Connections::stop() {
    stopping_ = true;
    cancel_all(idle_);
}

void Connections::give_up_reading() {
    gives_up_reading_ = true;
    cancel_all(reading_);
}

void Connections::cancel_all(const std::unordered_set<Waiting*>& list) {
    for (const auto* waiting : list) waiting->cancel_();  // takes effect in a later turn: nobody leaves the list here
}

awaitable<void> Connections::all_closed(Clock::time_point deadline) {
    if (open_ > 0) co_await last_closed_.fired_by(deadline);
}

}  // namespace necsus
