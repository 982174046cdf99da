#include "necsus/broker/subscription.hpp"

#include <catch2/catch.hpp>

#include "necsus/broker/broker.hpp"
#include "support/unit/run.hpp"

using namespace necsus;
using End = Subscription::End;

namespace {

Frame frame_of(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

struct Fixture {
    asio::io_context loop;
    Broker broker{loop.get_executor()};
    Subscription feed{broker, "room", loop.get_executor(), {10, 3}};
    int ends = 0;

    Fixture() {
        feed.on_end([this] { ++ends; });
    }
    void publish(std::string text) { broker.publish("room", frame_of(std::move(text))); }
    std::string next() {
        auto event = run(loop, feed.next());
        return event ? *event : "(end)";
    }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "events come in the order of publishing") {
    publish("1");
    publish("2");
    CHECK(next() == "1");
    publish("3");
    CHECK(next() == "2");
    CHECK(next() == "3");
}

TEST_CASE_METHOD(Fixture, "an event is shared, not copied") {
    const auto event = frame_of("x");
    broker.publish("room", event);
    CHECK(run(loop, feed.next()) == event);
}

TEST_CASE_METHOD(Fixture, "who waits gets the next event when it comes") {
    auto waiting = start(loop, feed.next());
    loop.restart();
    loop.poll();
    CHECK(waiting.wait_for(std::chrono::seconds(0)) != std::future_status::ready);
    publish("1");
    publish("2");
    finish(loop);
    CHECK(*result_of(std::move(waiting)) == "1");
    CHECK(next() == "2");
}

TEST_CASE_METHOD(Fixture, "too many events end it: the subscriber fell behind") {
    for (const auto* text : {"1", "2", "3"}) publish(text);
    CHECK(feed.ended() == End::none);
    publish("4");
    CHECK(feed.ended() == End::fell_behind);
    CHECK(ends == 1);
    CHECK(next() == "(end)");
    publish("5");
    CHECK(next() == "(end)");
    CHECK(ends == 1);
}

TEST_CASE_METHOD(Fixture, "too many bytes end it") {
    publish("12345");
    publish("67890");
    CHECK(feed.ended() == End::none);
    publish("x");
    CHECK(feed.ended() == End::fell_behind);
}

TEST_CASE_METHOD(Fixture, "what was taken no longer counts") {
    for (int i = 0; i < 20; ++i) {
        publish("12345");
        publish("67890");
        next();
        CHECK(next() == "67890");
    }
    CHECK(feed.ended() == End::none);
}

TEST_CASE_METHOD(Fixture, "one event larger than the bound passes, and nothing behind it") {
    const std::string large(100, 'x');
    publish(large);
    CHECK(next() == large);
    publish(large);
    CHECK(feed.ended() == End::none);
    publish("1");
    CHECK(feed.ended() == End::fell_behind);
}

TEST_CASE_METHOD(Fixture, "one who falls behind does not hold up the others") {
    Subscription other(broker, "room", loop.get_executor(), {1000, 1000});
    for (int i = 0; i < 5; ++i) publish(std::to_string(i));
    CHECK(feed.ended() == End::fell_behind);
    for (int i = 0; i < 5; ++i) CHECK(*run(loop, other.next()) == std::to_string(i));
}

TEST_CASE_METHOD(Fixture, "closing drops what is queued, wakes who waits, and tells why, once") {
    const auto [why, told] = GENERATE(table<End, int>({{End::going_away, 1}, {End::subscriber_left, 0}}));
    auto waiting = start(loop, feed.next());
    loop.restart();
    loop.poll();
    feed.close(why);
    feed.close(End::fell_behind);
    finish(loop);
    CHECK(result_of(std::move(waiting)) == nullptr);
    CHECK(feed.ended() == why);
    CHECK(ends == told);
}

TEST_CASE_METHOD(Fixture, "an end overtakes events that were not taken yet") {
    publish("1");
    feed.close(End::going_away);
    CHECK(next() == "(end)");
}

TEST_CASE_METHOD(Fixture, "an end that comes between an event and its subscriber's turn counts") {
    auto waiting = start(loop, feed.next());
    loop.restart();
    loop.poll();
    publish("1");
    feed.close(End::going_away);
    finish(loop);
    CHECK(result_of(std::move(waiting)) == nullptr);
}

TEST_CASE_METHOD(Fixture, "a closed subscription still leaves its room") {
    CHECK(broker.subscribers() == 1);
    {
        Subscription other(broker, "room", loop.get_executor(), {10, 3});
        other.close(End::subscriber_left);
        CHECK(broker.subscribers() == 2);
    }
    CHECK(broker.subscribers() == 1);
    publish("1");
    CHECK(next() == "1");
}

TEST_CASE_METHOD(Fixture, "who asks to be told of the end after it came is told at once, unless it left itself") {
    auto [why, told] =
        GENERATE(table<End, int>({{End::going_away, 1}, {End::fell_behind, 1}, {End::subscriber_left, 0}}));
    Subscription late(broker, "room", loop.get_executor(), {10, 3});
    late.close(why);
    int calls = 0;
    late.on_end([&] { ++calls; });
    CHECK(calls == told);
}
