#include "necsus/broker/broker.hpp"

#include <catch2/catch.hpp>

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
    Broker broker;
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
    Broker broker;
    broker.publish("a", frame("before"));
    Ear ear(loop, broker, "a");
    broker.publish("a", frame("after"));
    CHECK(ear.heard() == Texts{"after"});
}

TEST_CASE("who leaves is forgotten, whatever the order of leaving") {
    asio::io_context loop;
    Broker broker;
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
    Broker broker;
    Subscription one(broker, "a", loop.get_executor(), {1000, 10});
    Subscription two(broker, "b", loop.get_executor(), {1000, 10});
    broker.close();
    for (auto* subscription : {&one, &two}) {
        CHECK(subscription->ended() == Subscription::End::going_away);
        CHECK(run(loop, subscription->next()) == nullptr);
    }
}
