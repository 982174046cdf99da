#include "necsus/broker/live_events.hpp"

#include <utility>

namespace necsus {

namespace {

/// What an event takes besides its text: its place in the list, and what counts who has it.
constexpr std::size_t overhead = 160;

}  // namespace

struct LiveEvents::Event::Shared {
    std::list<Kept> kept;
    std::size_t bytes = 0;
};

LiveEvents::Event::Event(Frame frame, LiveEvents& events) : frame_(std::move(frame)), shared_(events.shared_) {
    shared_->kept.push_back({++events.last_number_, frame_->size() + overhead});
    place_ = std::prev(shared_->kept.end());
    shared_->bytes += place_->bytes;
}

LiveEvents::Event::~Event() {
    shared_->bytes -= place_->bytes;
    shared_->kept.erase(place_);
}

LiveEvents::LiveEvents() : shared_(std::make_shared<Event::Shared>()) {}

std::size_t LiveEvents::bytes() const {
    return shared_->bytes;
}

std::size_t LiveEvents::bytes_before(EventNumber number) const {
    std::size_t bytes = 0;
    for (const auto& event : shared_->kept) {
        if (event.number >= number) break;
        bytes += event.bytes;
    }
    return bytes;
}

const std::list<LiveEvents::Kept>& LiveEvents::kept() const {
    return shared_->kept;
}

}  // namespace necsus
