// A bot that takes too long, at whatever stage, is given up in time (protocol, section 6).
#include <arpa/inet.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <thread>

#include "support/process/complaint.hpp"

using namespace necsus::test;
using Catch::Contains;
using namespace std::chrono_literals;

namespace {

constexpr auto time_limit = 400ms;

ServerOptions impatient() {
    ServerOptions options;
    options.flags = {"--bot-timeout", "0.4", "--max-text-bytes", "8000000"};
    return options;
}

/// Sends `head`, and then nothing more until the server gives up.
FakeBot::Behaviour stops_after(const std::string& head) {
    return [head](Socket& socket, const BotRequest&) {
        socket.send(head);
        socket.receive_all();
        return false;
    };
}

/// Sends `head` and then `part` again and again, slowly, as long as the server listens.
FakeBot::Behaviour drips(const std::string& head, const std::string& part) {
    return [head, part](Socket& socket, const BotRequest&) {
        socket.send(head);
        while (socket.send(part)) std::this_thread::sleep_for(20ms);
        return false;
    };
}

/// What is told about it, having checked that it was told when the time was over, and not much later.
std::string timed(const std::function<std::string()>& complaint) {
    auto begun = std::chrono::steady_clock::now();
    auto text = complaint();
    auto took = std::chrono::steady_clock::now() - begun;
    CHECK(took >= time_limit);
    CHECK(took < time_limit + 10s);  // generous, for busy machines
    return text;
}

}  // namespace

TEST_CASE("a bot that says nothing, or not all, is given up, and the seconds are told") {
    Complaints complaints(impatient());
    auto head = GENERATE(
        as<std::string>{}, "", "HTTP", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-", "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"text\": ", "HTTP/1.1 200 OK\r\n\r\n{\"text\": \"hi\"}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"tex\r\n");
    INFO(head);
    CHECK_THAT(timed([&] { return complaints.about(stops_after(head)); }),
               Contains("TestBot") && Contains("0.4 seconds"));
}

TEST_CASE("the time is for all of the answer, however busily it drips") {
    Complaints complaints(impatient());
    auto [head, part] = GENERATE(table<std::string, std::string>({
        {"HTTP/1.1 200 ", "x"},
        {"HTTP/1.1 200 OK\r\nX-Long: ", "x"},
        {"HTTP/1.1 200 OK\r\n", "X-More: x\r\n"},
        {"HTTP/1.1 200 OK\r\n\r\n", "x"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"},
        {"", "HTTP/1.1 100 Continue\r\n\r\n"},
    }));
    INFO(head << part);
    auto text = timed([&, &first = head, &more = part] { return complaints.about(drips(first, more)); });
    CHECK_THAT(text, Contains("TestBot") && Contains("0.4 seconds"));
}

TEST_CASE("a bot that does not even read the message is given up") {
    Complaints complaints(impatient());
    auto& room = complaints.room();
    // A listener that never accepts: connections come to stand in its queue, and take some bytes.
    int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    Socket owner(listener);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(::bind(listener, any, size) == 0);
    REQUIRE(::listen(listener, 1) == 0);
    REQUIRE(::getsockname(listener, any, &size) == 0);
    room.install("deaf", "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/");

    auto text = timed([&] { return room.answer_to("deaf " + std::string(6'000'000, 'x'))["text"].get<std::string>(); });
    CHECK_THAT(text, Contains("deaf") && Contains("0.4 seconds"));
    // And when its queue is full, not even connecting succeeds.
    for (int i = 0; i < 3; ++i) {
        text = timed([&] { return room.answer_to("deaf")["text"].get<std::string>(); });
        CHECK_THAT(text, Contains("0.4 seconds"));
    }
}

TEST_CASE("a bot that does not answer the handshake of TLS is given up") {
    Complaints complaints(impatient());
    FakeBot bot(answers({}));  // waits for the end of a line, which never comes
    auto url = "https" + bot.url().substr(4);
    CHECK_THAT(timed([&] { return complaints.about(url); }), Contains("TestBot") && Contains("0.4 seconds"));
}

TEST_CASE("after a timeout the next bot is called, and the connection is not used again") {
    Complaints complaints(impatient());
    auto& room = complaints.room();
    FakeBot slow(stops_after(""));
    FakeBot quick(answers({{"text", "quick"}}));
    room.install("A", slow.url(), "go");
    room.install("B", quick.url(), "go");

    CHECK(room.answers_to("go").back()["text"] == "quick");
    CHECK(room.answers_to("go").size() == 2);
    CHECK(slow.connections() == 2);
}

TEST_CASE("a whole number of seconds is told as people say it") {
    ServerOptions options;
    options.flags = {"--bot-timeout", "1"};
    Complaints complaints(options);
    CHECK_THAT(complaints.about(stops_after("")), Contains("within 1 second."));
}
