#include "necsus/broker/subscription.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "necsus/broker/broker.hpp"

namespace necsus {

Subscription::Subscription(Broker& broker, std::string room, Executor executor, BacklogBounds bounds)
    : broker_(broker), room_(std::move(room)), executor_(executor), bounds_(bounds) {
    broker_.join(*this);
}

Subscription::~Subscription() {
    broker_.leave(*this);
}

awaitable<Frame> Subscription::next() {
    if (events_.empty() && ended_ == End::none) {
        co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(
            [this](auto handler) {
                auto shared = std::make_shared<decltype(handler)>(std::move(handler));
                waiting_ = [shared] { (*shared)(); };
            },
            use_awaitable);
    }
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
    wake();
    if (why != End::listener_left && on_end_) std::exchange(on_end_, nullptr)();
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
    wake();
}

void Subscription::wake() {
    // Posted, so that publishing to a full room holds the loop for no listener's write.
    if (waiting_) asio::post(executor_, std::exchange(waiting_, nullptr));
}

}  // namespace necsus
