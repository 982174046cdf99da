#include "necsus/broker/broker.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>

#include "support/unit/ear.hpp"

using namespace necsus;

namespace {

Frame frame(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("everybody in a room hears the same in the same order, and nobody else does") {
    asio::io_context loop;
    Broker broker(loop.get_executor());
    Ear one(loop, broker, "a");
    Ear two(loop, broker, "a");
    Ear other(loop, broker, "b");
    CHECK(broker.subscribers() == 3);
    for (const auto* text : {"1", "2", "3"}) broker.publish("a", frame(text));
    broker.publish("c", frame("nobody"));
    CHECK(one.heard() == Texts{"1", "2", "3"});
    CHECK(two.heard() == Texts{"1", "2", "3"});
    CHECK(other.heard().empty());
}

TEST_CASE("who comes later hears what is said from then on") {
    asio::io_context loop;
    Broker broker(loop.get_executor());
    broker.publish("a", frame("before"));
    Ear ear(loop, broker, "a");
    broker.publish("a", frame("after"));
    CHECK(ear.heard() == Texts{"after"});
}

TEST_CASE("who leaves is forgotten, whatever the order of leaving") {
    asio::io_context loop;
    Broker broker(loop.get_executor());
    auto first = std::make_unique<Ear>(loop, broker, "a");
    auto second = std::make_unique<Ear>(loop, broker, "a");
    Ear third(loop, broker, "a");
    first.reset();
    CHECK(broker.subscribers() == 2);
    broker.publish("a", frame("1"));
    CHECK(third.heard() == Texts{"1"});
    second.reset();
    broker.publish("a", frame("2"));
    CHECK(third.heard() == Texts{"2"});
    CHECK(broker.subscribers() == 1);
}

TEST_CASE("closing ends every subscription in every room") {
    asio::io_context loop;
    Broker broker(loop.get_executor());
    Subscription one(broker, "a", loop.get_executor(), {1000, 10});
    Subscription two(broker, "b", loop.get_executor(), {1000, 10});
    broker.close();
    for (auto* subscription : {&one, &two}) {
        CHECK(subscription->ended() == Subscription::End::going_away);
        CHECK(run(loop, subscription->next()) == nullptr);
    }
}

namespace {

constexpr std::size_t most = 10'000;

/// A subscription with a backlog of its own that is never full, and a socket that takes only what it is told to.
struct Listener {
    Listener(asio::io_context& loop, Broker& broker, std::string room)
        : loop_(loop),
          feed(std::in_place, broker, std::move(room), loop.get_executor(), BacklogBounds{1U << 20U, 1000}) {
        feed->on_cut_off([this] {
            was_cut_off = true;
            in_hand.reset();
        });
    }
    bool fell_behind() const { return feed->ended() == Subscription::End::fell_behind; }
    void take() {
        in_hand.reset();
        in_hand = run(loop_, feed->next());
    }

    asio::io_context& loop_;
    std::optional<Subscription> feed;
    Frame in_hand;
    bool was_cut_off = false;
};

/// A socket that takes all at once.
awaitable<void> send_one(Subscription& feed) {
    auto event = co_await feed.next();
}

struct Crowd {
    asio::io_context loop;
    Broker broker{loop.get_executor(), most};

    void publish(const std::string& room, std::size_t bytes) { broker.publish(room, frame(std::string(bytes, 'x'))); }
};

}  // namespace

TEST_CASE_METHOD(Crowd, "an event counts once, however many it waits for, and no longer than somebody has it") {
    Listener one(loop, broker, "a");
    publish("a", 6'000);
    auto once = broker.memory();
    CHECK(once >= 6'000);
    Listener two(loop, broker, "a");
    publish("a", 1'000);
    auto more = broker.memory();
    CHECK(more >= once + 1'000);
    CHECK(more < once + 1'500);
    one.take();
    one.take();
    CHECK(broker.memory() < 2'000);  // `two` still waits for the second
    two.feed.reset();
    one.in_hand.reset();
    CHECK(broker.memory() == 0);
    publish("nobody", 6'000);
    CHECK(broker.memory() == 0);
}

TEST_CASE_METHOD(Crowd, "when too much waits, those longest behind are cut off, and who keeps up is not") {
    Listener slow(loop, broker, "slow");
    Listener also_slow(loop, broker, "also slow");
    Listener quick(loop, broker, "quick");
    publish("slow", 3'000);
    publish("also slow", 3'000);
    publish("quick", 3'000);
    publish("slow", 100);
    quick.take();
    publish("quick", 900);
    CHECK_FALSE(slow.fell_behind());  // not before all others had their turn
    finish(loop);
    CHECK(slow.fell_behind());
    CHECK_FALSE(also_slow.fell_behind());  // enough is free
    CHECK_FALSE(quick.fell_behind());
    CHECK(broker.memory() <= most);
}

TEST_CASE_METHOD(Crowd, "who has sent by then is not cut off, and nobody is if that frees enough") {
    Listener slow(loop, broker, "slow");
    Listener quick(loop, broker, "quick");
    auto sent = start(loop, send_one(*quick.feed));
    loop.restart();
    loop.poll();
    publish("slow", 3'000);
    publish("quick", 9'000);
    CHECK(broker.memory() > most);
    finish(loop);
    result_of(std::move(sent));
    CHECK_FALSE(slow.fell_behind());
    CHECK_FALSE(quick.fell_behind());
}

TEST_CASE_METHOD(Crowd, "of many who have the same event only all together free it") {
    std::vector<std::unique_ptr<Listener>> room;
    for (int i = 0; i < 5; ++i) room.push_back(std::make_unique<Listener>(loop, broker, "a"));
    Listener other(loop, broker, "b");
    publish("a", 6'000);
    publish("b", 6'000);
    finish(loop);
    for (const auto& one : room) CHECK(one->fell_behind());
    CHECK_FALSE(other.fell_behind());
}

TEST_CASE_METHOD(
    Crowd, "what is in hand of one that ended counts as long as it is there; when it is too much, it is cut off") {
    Listener stuck(loop, broker, "a");
    Listener other(loop, broker, "b");
    publish("a", 6'000);
    stuck.take();
    stuck.feed->close(Subscription::End::fell_behind);  // it has some seconds for its goodbye
    CHECK(broker.memory() >= 6'000);
    CHECK_FALSE(stuck.was_cut_off);
    publish("b", 6'000);
    finish(loop);
    CHECK(stuck.was_cut_off);
    CHECK_FALSE(other.fell_behind());
    CHECK(broker.memory() < 7'000);
}

TEST_CASE_METHOD(Crowd, "small events in many queues count too") {
    std::vector<std::unique_ptr<Listener>> room;
    for (int i = 0; i < 50; ++i) room.push_back(std::make_unique<Listener>(loop, broker, "a"));
    Listener quick(loop, broker, "a");
    for (int i = 0; i < 20; ++i) {
        publish("a", 1);
        quick.take();
    }
    auto ended = std::count_if(room.begin(), room.end(), [](const auto& one) { return one->fell_behind(); });
    CHECK(ended > 0);
    CHECK(broker.memory() <= most);
    CHECK_FALSE(quick.fell_behind());
}

TEST_CASE_METHOD(Crowd, "one event alone may be more than all may have") {
    Listener one(loop, broker, "a");
    publish("a", 2 * most);
    finish(loop);
    CHECK_FALSE(one.fell_behind());
    publish("a", 1);
    finish(loop);
    CHECK(one.fell_behind());
}
