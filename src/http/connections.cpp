#include "necsus/http/connections.hpp"

namespace necsus {

void Connections::stop() {
    stopping_ = true;
    cancel_all(idle_);
}

void Connections::give_up_reading() {
    cancel_all(reading_);
}

void Connections::cancel_all(const std::unordered_set<Waiting*>& list) {
    for (const auto* waiting : list) waiting->cancel_();  // takes effect in a later turn: nobody leaves the list here
}

awaitable<void> Connections::all_closed(Clock::time_point deadline) {
    if (open_ > 0) co_await last_closed_.fired_by(deadline);
}

}  // namespace necsus
