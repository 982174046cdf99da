#include "necsus/broker/subscription.hpp"

#include <utility>

#include "necsus/broker/broker.hpp"

namespace necsus {

Subscription::Subscription(Broker& broker, std::string room, Executor executor, BacklogBounds bounds)
    : broker_(broker), room_(std::move(room)), bounds_(bounds), changed_(executor) {
    broker_.join(*this);
}

Subscription::~Subscription() {
    broker_.leave(*this);
}

awaitable<Frame> Subscription::next() {
    if (events_.empty() && ended_ == End::none) co_await changed_.fired();
    if (ended_ != End::none) co_return nullptr;
    auto event = std::move(events_.front());
    events_.pop_front();
    bytes_ -= event->size();
    co_return event;
}

void Subscription::close(End why) {
    if (ended_ != End::none) return;
    ended_ = why;
    events_.clear();
    changed_.fire();
    if (why != End::subscriber_left && on_end_) std::exchange(on_end_, nullptr)();
}

void Subscription::push(const Frame& frame) {
    if (ended_ != End::none) return;
    // An event alone may be larger than the bound: the bound is about what piles up behind it.
    bool full = events_.size() >= bounds_.events || bytes_ + frame->size() > bounds_.bytes;
    if (full && !events_.empty()) {
        close(End::fell_behind);
        return;
    }
    events_.push_back(frame);
    bytes_ += frame->size();
    changed_.fire();  // each in a turn of its own: publishing to a full room holds the loop for no subscriber's write
}

}  // namespace necsus
