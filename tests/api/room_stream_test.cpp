// The websocket of a room, over a pair of sockets on the loop itself.
#include <SQLiteCpp/SQLiteCpp.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <catch2/catch.hpp>

#include "http/websocket_impl.hpp"
#include "support/unit/api_case.hpp"

using namespace necsus;
using Catch::Matchers::Contains;
using Texts = Classroom::Texts;

namespace {

namespace beast = boost::beast;
using Peer = beast::websocket::stream<TcpSocket>;

awaitable<void> accept(std::shared_ptr<WebSocket::Impl>& impl) {
    co_await impl->stream.async_accept(use_awaitable);
}

awaitable<void> shake_hands(Peer& peer) {
    co_await peer.async_handshake("localhost", "/", use_awaitable);
}

awaitable<void> read(Peer& peer, Texts& frames, std::size_t until) {
    while (frames.size() < until) {
        beast::flat_buffer buffer;
        auto [error, bytes] = co_await peer.async_read(buffer, as_result);
        if (error) {
            frames.push_back("closed " + std::to_string(static_cast<int>(peer.reason().code)));
            co_return;
        }
        frames.push_back(beast::buffers_to_string(buffer.data()));
    }
}

struct Streamed : ApiCase {
    /// A socket in the room, and the browser's end of it.
    Streamed() : peer(loop.get_executor()) {
        asio::basic_socket_acceptor<asio::ip::tcp, Executor> acceptor(
            loop.get_executor(), asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        peer.next_layer().connect(acceptor.local_endpoint());
        impl = std::make_shared<WebSocket::Impl>(TcpSocket(acceptor.accept()));
        impl->stream.text(true);
        auto accepting = start(loop, accept(impl));
        run_until(start(loop, shake_hands(peer)));
        run_until(std::move(accepting));
    }

    void open(const std::string& target) {
        auto opened = router.open_stream(request("GET", target));
        const auto* stream = std::get<const Stream*>(opened);
        serving = start(loop, stream->serve(WebSocket(std::move(impl)), request("GET", target)));
    }
    /// What comes until there are `count` frames, or until the end.
    Texts frames(std::size_t count) {
        Texts got;
        run_until(start(loop, read(peer, got, count)));
        return got;
    }
    /// The loop has more to do afterwards: the socket's own reading.
    template <class T>
    void run_until(std::future<T> task) {
        const auto deadline = Clock::now() + run_deadline;
        loop.restart();
        while (task.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
            REQUIRE(Clock::now() < deadline);
            loop.run_one_for(std::chrono::milliseconds(100));
        }
        task.get();
    }
    template <class T>
    void do_now(awaitable<T> task) {
        run_until(start(loop, std::move(task)));
    }

    Peer peer;
    std::shared_ptr<WebSocket::Impl> impl;
    std::future<void> serving;
};

}  // namespace

TEST_CASE_METHOD(Streamed, "a room's socket brings bots, history, and then what happens") {
    do_now(rooms.put_bot(new_bot("lobby", "Echo")));
    do_now(rooms.post(said("lobby", "one"), ""));
    do_now(rooms.post(said("lobby", "two"), ""));
    open("/ws/lobby?since=1");
    auto before = frames(2);
    CHECK_THAT(before.at(0), Contains(R"({"kind":"put_bot","data":{"id":1,)"));
    CHECK_THAT(before.at(1), Contains(R"("kind":"message")") && Contains(R"("text":"two")"));
    do_now(rooms.post(said("lobby", "three"), ""));
    CHECK_THAT(frames(1).at(0), Contains(R"("text":"three")"));
    peer.next_layer().close();
    run_until(std::move(serving));
    CHECK(broker.subscribers() == 0);
}

TEST_CASE_METHOD(Streamed, "the newest are enough for who says so, and a clear comes first") {
    for (const auto* text : {"1", "2", "3"}) do_now(rooms.post(said("lobby", text), ""));
    do_now(rooms.clear_messages("lobby"));
    for (const auto* text : {"4", "5"}) do_now(rooms.post(said("lobby", text), ""));
    open("/ws/lobby?last=1");
    auto got = frames(2);
    CHECK(got.at(0) == R"({"kind":"clear_messages","data":{}})");
    CHECK_THAT(got.at(1), Contains(R"("text":"5")"));
    broker.close();
    CHECK(frames(1) == Texts{"closed 1001"});
    run_until(std::move(serving));
}

TEST_CASE_METHOD(Streamed, "who asks for activity gets the conversation after the history, and what becomes of it") {
    do_now(rooms.put_bot(new_bot("lobby", "Echo")));
    do_now(rooms.add_outcome(answered("lobby", 1, "1"), {"lobby", 1}));
    open("/ws/lobby?activity=1");
    auto before = frames(3);
    CHECK_THAT(before.at(1), Contains(R"("kind":"message")"));
    CHECK(before.at(2) == R"({"kind":"conversation","data":{"bot_id":1,"name":"Echo","state":1}})");
    do_now(rooms.clear_state("lobby", "cleared"));
    auto after = frames(2);
    CHECK_THAT(after.at(0), Contains(R"("kind":"message")"));
    CHECK(after.at(1) == R"({"kind":"conversation","data":{"bot_id":null}})");
    peer.next_layer().close();
    run_until(std::move(serving));
}

TEST_CASE_METHOD(Streamed, "a socket that falls behind is closed with 1013") {
    open("/ws/lobby");
    do_now(next_turn(loop.get_executor()));
    REQUIRE(broker.subscribers() == 1);
    const auto frame = std::make_shared<const std::string>(std::string(1000, 'x'));
    for (std::size_t i = 0; i <= roomy.events; ++i) broker.publish("lobby", frame);
    auto got = frames(roomy.events + 2);
    CHECK(got.back() == "closed 1013");
    run_until(std::move(serving));
}

TEST_CASE_METHOD(Streamed, "a database that fails ends the socket with 1011") {
    do_now(rooms.post(said("lobby", "one"), ""));
    store.database.prepare("ALTER TABLE messages RENAME TO gone")->executeStep();
    open("/ws/lobby");
    CHECK(frames(1) == Texts{"closed 1011"});
    run_until(std::move(serving));
    CHECK(broker.subscribers() == 0);
}

TEST_CASE_METHOD(ApiCase, "a plain request is told to speak websocket, and a room's name is needed either way") {
    const auto plain = answer("GET", "/ws/lobby");
    CHECK(plain.status == 426);
    CHECK(header(plain, "Upgrade") == "websocket");
    CHECK(answer("GET", "/ws/").status == 400);
    auto opened = router.open_stream(request("GET", "/ws/"));
    REQUIRE(std::holds_alternative<Response>(opened));
    CHECK(std::get<Response>(opened).status == 400);
}

TEST_CASE_METHOD(ApiCase, "a room's name that is too long is refused before the handshake") {
    CHECK(std::holds_alternative<const Stream*>(router.open_stream(request("GET", "/ws/" + std::string(1024, 'x')))));
    const auto opened = router.open_stream(request("GET", "/ws/" + std::string(1025, 'x')));
    REQUIRE(std::holds_alternative<Response>(opened));
    CHECK(std::get<Response>(opened).status == 400);
    CHECK_THAT(std::get<Response>(opened).body, Contains("1024 bytes"));
}
