// The ceiling: the least that a chat server on Asio and Beast can do, to measure ours against. Any request gets the
// same JSON, any socket at /ws/… joins, POST /broadcast sends all sockets the same frame. No database, no logic; but
// what a server cannot do without (time-outs, body limit, keep-alive, pings, a queue a socket) is here.
//   necsus_ceiling [--port 0]      prints its port and serves until it is ended
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>
#include <cstdio>
#include <deque>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_set>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

// Bound to the loop's own executor, as in the server: a type-erased one would cost both.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using TcpStream = beast::basic_stream<Tcp, Executor>;
template <class T>
using awaitable = asio::awaitable<T, Executor>;
constexpr asio::use_awaitable_t<Executor> use_awaitable;
constexpr auto as_result = asio::as_tuple(use_awaitable);

using Request = http::request<http::string_body>;
using Frame = std::shared_ptr<const std::string>;

constexpr auto time_out = std::chrono::seconds(30);
constexpr std::size_t max_body_bytes = 8U << 20U;
constexpr std::size_t answer_bytes = 200;
constexpr std::size_t frame_bytes = 250;  // as one of our message events

std::string filled(std::string begin, std::string_view end, std::size_t bytes) {
    begin.append(bytes - begin.size() - end.size(), 'x').append(end);
    return begin;
}

class Listener;
using Listeners = std::unordered_set<std::shared_ptr<Listener>>;

/// One websocket and the frames that wait for it.
class Listener : public std::enable_shared_from_this<Listener> {
  public:
    Listener(Listeners& all, Socket socket) : all_(all), stream_(std::move(socket)) {
        stream_.set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
        stream_.auto_fragment(false);
        stream_.text(true);
    }

    void join(const Request& handshake) {
        stream_.async_accept(handshake, [self = shared_from_this()](error_code error) {
            if (error) return;
            self->all_.insert(self);
            self->read();
        });
    }

    void send(const Frame& frame) {
        waiting_.push_back(frame);
        if (waiting_.size() == 1) write();
    }

  private:
    void read() {
        stream_.async_read(ignored_, [self = shared_from_this()](error_code error, std::size_t) {
            if (error) {
                self->all_.erase(self);
                return;
            }
            self->ignored_.clear();
            self->read();
        });
    }

    void write() {
        stream_.async_write(asio::buffer(*waiting_.front()),
                            [self = shared_from_this()](error_code error, std::size_t) {
                                if (error) return;
                                self->waiting_.pop_front();
                                if (!self->waiting_.empty()) self->write();
                            });
    }

    Listeners& all_;
    websocket::stream<Socket, false> stream_;
    beast::flat_buffer ignored_;
    std::deque<Frame> waiting_;
};

struct Ceiling {
    const std::string answer = filled(R"({"id":1,"room":"bench","text":")", "\"}", answer_bytes);
    const Frame frame = std::make_shared<const std::string>(
        filled(R"({"kind":"message","data":{"id":1,"text":")", "\"}}", frame_bytes));
    Listeners listeners;
};

http::response<http::string_body> answer_to(const Request& request, const std::string& json) {
    http::response<http::string_body> response(http::status::ok, request.version());
    response.set(http::field::server, "ceiling");
    response.set(http::field::cache_control, "no-cache");
    response.set(http::field::content_type, "application/json");
    response.keep_alive(request.keep_alive());
    response.body() = json;
    response.prepare_payload();
    return response;
}

awaitable<void> serve(Ceiling& ceiling, Socket socket) {
    TcpStream stream(std::move(socket));
    stream.socket().set_option(Tcp::no_delay(true));
    beast::flat_buffer buffer;
    for (;;) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(max_body_bytes);
        stream.expires_after(time_out);
        auto [read_error, read] = co_await http::async_read(stream, buffer, parser, as_result);
        if (read_error) co_return;
        auto request = parser.release();
        if (websocket::is_upgrade(request)) {
            std::make_shared<Listener>(ceiling.listeners, stream.release_socket())->join(request);
            co_return;
        }
        if (request.target() == "/broadcast") {
            for (const auto& listener : ceiling.listeners) listener->send(ceiling.frame);
        }
        auto response = answer_to(request, ceiling.answer);
        stream.expires_after(time_out);
        auto [write_error, written] = co_await http::async_write(stream, response, as_result);
        if (write_error || !response.keep_alive()) co_return;
    }
}

awaitable<void> accept_all(Ceiling& ceiling, Acceptor& acceptor) {
    for (;;) {
        auto socket = co_await acceptor.async_accept(use_awaitable);
        asio::co_spawn(acceptor.get_executor(), serve(ceiling, std::move(socket)), asio::detached);
    }
}

}  // namespace

int main(int argc, char** argv) try {
    bool has_port = argc == 3 && std::string_view(argv[1]) == "--port";
    if (argc != 1 && !has_port) throw std::invalid_argument("usage: necsus_ceiling [--port PORT]");
    auto port = static_cast<std::uint16_t>(has_port ? std::stoi(argv[2]) : 0);
    asio::io_context loop(1);
    Ceiling ceiling;
    Acceptor acceptor(loop, Tcp::endpoint(asio::ip::address_v4::loopback(), port));
    std::printf("%d\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    asio::co_spawn(loop, accept_all(ceiling, acceptor), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    });
    loop.run();
} catch (const std::exception& error) {
    std::fprintf(stderr, "necsus_ceiling: %s\n", error.what());
    return 1;
}
