#include "necsus/broker/subscription.hpp"

#include <utility>

#include "necsus/broker/broker.hpp"

namespace necsus {

Subscription::Subscription(Broker& broker, std::string room, Executor executor, BacklogBounds bounds, Interest interest)
    : broker_(broker), room_(std::move(room)), bounds_(bounds), interest_(interest), changed_(executor) {
    broker_.join(*this);
}

Subscription::~Subscription() {
    empty_queue();
    broker_.leave(*this);
}

awaitable<Frame> Subscription::next() {
    in_hand_ = no_event;
    if (events_.empty() && ended_ == End::none) co_await changed_.fired();
    if (ended_ != End::none) co_return nullptr;
    auto event = std::move(events_.front());
    events_.pop_front();
    broker_.queues_bytes_ -= sizeof(LiveEvent);
    bytes_ -= event->frame()->size();
    in_hand_ = event->number();
    const auto* text = event->frame().get();
    co_return Frame(std::move(event), text);
}

void Subscription::empty_queue() {
    broker_.queues_bytes_ -= events_.size() * sizeof(LiveEvent);
    events_.clear();
}

EventNumber Subscription::oldest() const {
    if (in_hand_ != no_event || events_.empty()) return in_hand_;
    return events_.front()->number();
}

void Subscription::close(End why) {
    if (ended_ != End::none) return;
    ended_ = why;
    empty_queue();
    changed_.fire();
    if (why != End::subscriber_left && on_end_) std::exchange(on_end_, nullptr)();
}

void Subscription::cut_off() {
    close(End::fell_behind);
    if (in_hand_ != no_event && on_cut_off_) std::exchange(on_cut_off_, nullptr)();
}

void Subscription::on_end(std::function<void()> callback) {
    if (ended_ == End::none) {
        on_end_ = std::move(callback);
    } else if (ended_ != End::subscriber_left) {
        callback();
    }
}

void Subscription::push(const LiveEvent& event) {
    if (ended_ != End::none) return;
    // An event alone may be larger than the bound: the bound is about what piles up behind it.
    auto bytes = event->frame()->size();
    bool full = events_.size() >= bounds_.events || bytes_ + bytes > bounds_.bytes;
    if (full && !events_.empty()) {
        close(End::fell_behind);
        return;
    }
    events_.push_back(event);
    broker_.queues_bytes_ += sizeof(LiveEvent);
    bytes_ += bytes;
    changed_.fire();  // each in a turn of its own: publishing to a full room holds the loop for no subscriber's write
}

}  // namespace necsus
