#include "modes.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <vector>

#include "peers.hpp"
#include "process.hpp"

namespace bench {

namespace {

using Seconds = std::chrono::duration<double>;

constexpr Seconds patience{10};  // for answers and frames that are on their way
constexpr std::size_t opened_at_once = 100;
constexpr std::size_t spare_descriptors = 100;
constexpr Seconds settling_time{0.5};  // what a handshake needed is given back a moment later

/// Time that passes, and the processor time that the server uses meanwhile.
class Stopwatch {
  public:
    explicit Stopwatch(int server) : server_(server), cpu_begin_(cpu_seconds(server)) {}

    void stop() {
        seconds_ = Seconds(Clock::now() - begin_).count();
        cpu_ = cpu_seconds(server_) - cpu_begin_;
    }
    /// The figures that all rates have, as the beginning of a JSON object.
    void print(std::size_t count) const {
        auto number = static_cast<double>(count);
        std::printf(R"({"per_second": %.0f, "cpu_us": %.2f, "server_busy": %.2f)", number / seconds_,
                    cpu_ * 1e6 / number, cpu_ / seconds_);
    }

  private:
    int server_;
    double cpu_begin_;
    Clock::time_point begin_ = Clock::now();
    double seconds_ = 0;
    double cpu_ = 0;
};

/// Rooms of this run alone: the server may have seen others.
std::string room_name(std::size_t number) {
    return "bench-" + std::to_string(getpid()) + "-" + std::to_string(number);
}

std::string post_to(const std::string& target, const std::string& room) {
    auto json = R"({"room":")" + room + R"(","author":"Ada","text":"hello Bot, what is seven times six?"})";
    return post_request(target, json);
}

/// One request at a time, answered within the usual patience.
void ask_once(Loop& loop, std::uint16_t port, const std::string& request) {
    Client client(loop, port, [](Client&) {});
    client.ask(request);
    loop.run_until([&] { return !client.is_waiting(); }, patience, "the server does not answer");
}

double milliseconds_at(std::vector<Clock::duration>& sorted, double share) {
    auto last = static_cast<double>(sorted.size() - 1);
    auto place = static_cast<std::size_t>(share * last);
    return std::chrono::duration<double, std::milli>(sorted[place]).count();
}

/// Clients that each send one of `requests`, over and over.
void measure_requests(Loop& loop, const Options& options, const std::vector<std::string>& requests) {
    std::vector<Clock::duration> took;
    bool stopping = false;
    std::vector<std::unique_ptr<Client>> clients;
    for (std::size_t i = 0; i < options.connections; ++i) {
        const auto& request = requests[i % requests.size()];
        clients.push_back(std::make_unique<Client>(loop, options.port, [&](Client& client) {
            took.push_back(Clock::now() - client.asked_at());
            if (!stopping) client.ask(request);
        }));
        clients.back()->ask(request);
    }
    loop.run_for(Seconds(options.warm_up));
    took.clear();
    Stopwatch watch(options.server);
    loop.run_for(Seconds(options.seconds));
    watch.stop();
    auto measured = took;
    stopping = true;
    auto all_answered = [&] {
        return std::none_of(clients.begin(), clients.end(), [](const auto& client) { return client->is_waiting(); });
    };
    loop.run_until(all_answered, patience, "some requests were never answered");
    if (measured.empty()) throw Failure("no request was answered in time");

    std::sort(measured.begin(), measured.end());
    watch.print(measured.size());
    std::printf(R"(, "p50_ms": %.3f, "p99_ms": %.3f, "slowest_ms": %.3f})"
                "\n",
                milliseconds_at(measured, 0.5), milliseconds_at(measured, 0.99), milliseconds_at(measured, 1));
}

void open_browsers(Loop& loop, const Options& options, const std::vector<std::string>& rooms, Seen& seen,
                   std::vector<std::unique_ptr<Browser>>& browsers) {
    allow_descriptors(options.sockets + spare_descriptors);
    while (browsers.size() < options.sockets) {
        auto batch = std::min(options.sockets - browsers.size(), opened_at_once);
        for (std::size_t i = 0; i < batch; ++i) {
            auto target = "/ws/" + rooms[browsers.size() % rooms.size()] + "?last=0";
            browsers.push_back(std::make_unique<Browser>(loop, options.port, target, seen));
        }
        loop.run_until([&] { return seen.opened == browsers.size(); }, patience, "a websocket did not open");
    }
}

std::vector<std::string> room_names(std::size_t count) {
    std::vector<std::string> rooms;
    for (std::size_t i = 0; i < count; ++i) rooms.push_back(room_name(i));
    return rooms;
}

}  // namespace

void measure_posts(const Options& options) {
    Loop loop;
    std::vector<std::string> requests;
    for (const auto& room : room_names(options.rooms)) requests.push_back(post_to(options.target, room));
    measure_requests(loop, options, requests);
}

void measure_bots(const Options& options) {
    Loop loop;
    Bot bot(loop);
    std::vector<std::string> requests;
    for (const auto& room : room_names(options.connections)) {
        auto json = R"({"name":"Bot","responds_to":"hello (?P<who>[a-z]+)[,.!]","room":")" + room + R"(","url":")" +
                    bot.url() + R"("})";
        ask_once(loop, options.port, post_request("/api/actions/bot", json));
        requests.push_back(post_to(options.target, room));
        auto called = bot.calls();
        ask_once(loop, options.port, requests.back());
        if (bot.calls() != called + 1) throw Failure("a message did not reach its bot");
    }
    measure_requests(loop, options, requests);
}

void measure_broadcast(const Options& options) {
    Loop loop;
    Seen seen;
    std::vector<std::unique_ptr<Browser>> browsers;
    auto room = room_name(0);
    open_browsers(loop, options, {room}, seen, browsers);
    seen.frames = 0;  // a greeting may have had some
    seen.frame_bytes = 0;

    auto request = post_to(options.target, room);
    std::size_t posted = 0;
    std::vector<std::unique_ptr<Client>> posters;
    for (std::size_t i = 0; i < options.window; ++i) {
        posters.push_back(std::make_unique<Client>(loop, options.port, [](Client&) {}));
    }
    // A message is under way until all browsers have it: so the server's queues stay short.
    auto post_more = [&] {
        for (auto& poster : posters) {
            bool all_under_way = posted * options.sockets >= seen.frames + options.window * options.sockets;
            if (all_under_way || poster->is_waiting()) continue;
            poster->ask(request);
            ++posted;
        }
    };
    auto run_for = [&](double seconds) {
        auto end = Clock::now() + Seconds(seconds);
        auto is_over = [&] {
            post_more();
            return Clock::now() >= end;
        };
        loop.run_until(is_over, Seconds(seconds) + patience, "the clock stands still");
    };
    run_for(options.warm_up);
    auto frames = seen.frames;
    Stopwatch watch(options.server);
    run_for(options.seconds);
    watch.stop();
    frames = seen.frames - frames;
    loop.run_until([&] { return seen.frames >= posted * options.sockets; }, patience, "some frames never came");
    if (seen.frames != posted * options.sockets) throw Failure("more frames came than were sent");
    if (frames == 0) throw Failure("no frame came in time");
    watch.print(frames);
    std::printf(R"(, "frame_bytes": %zu})"
                "\n",
                seen.frame_bytes / seen.frames);
}

void measure_idle(const Options& options) {
    Loop loop;
    Seen seen;
    std::vector<std::unique_ptr<Browser>> browsers;
    auto before = resident_bytes(options.server);
    open_browsers(loop, options, room_names(options.rooms), seen, browsers);
    loop.run_for(settling_time);
    auto after = resident_bytes(options.server);
    std::printf(R"({"bytes_per_socket": %.0f, "bytes_before": %.0f, "bytes_after": %.0f})"
                "\n",
                (after - before) / static_cast<double>(options.sockets), before, after);
}

}  // namespace bench
