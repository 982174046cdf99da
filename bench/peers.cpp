#include "peers.hpp"

#include <sys/socket.h>

#include <charconv>

namespace bench {

namespace {

constexpr auto npos = std::string_view::npos;

/// Bytes of the first HTTP message in `text`, head and body; 0 if it isn't all there.
std::size_t message_bytes(std::string_view text) {
    constexpr std::string_view field = "Content-Length: ";
    auto head = text.find("\r\n\r\n");
    if (head == npos) return 0;
    head += 4;
    auto at = text.substr(0, head).find(field);
    if (at == npos) throw Failure("a message without a Content-Length");
    std::size_t body = 0;
    std::from_chars(text.data() + at + field.size(), text.data() + head, body);
    return text.size() < head + body ? 0 : head + body;
}

std::string first_line(std::string_view text) {
    return std::string(text.substr(0, text.find('\r')));
}

/// What came so far, in one piece: `begun` is used only where it did not come in one.
std::string_view joined(std::string& begun, std::string_view bytes) {
    if (begun.empty()) return bytes;
    begun.append(bytes);
    return begun;
}

/// Keeps `rest`, which may be a part of `begun`, for the next time.
void keep(std::string& begun, std::string_view rest) {
    if (rest.empty()) {
        begun.clear();
    } else if (rest.size() != begun.size()) {
        begun = std::string(rest);
    }
}

}  // namespace

std::string post_request(const std::string& target, const std::string& json) {
    return "POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(json.size()) + "\r\n\r\n" + json;
}

Client::Client(Loop& loop, std::uint16_t port, Answered answered)
    : Socket(loop, connect_to(port)), answered_(std::move(answered)) {}

void Client::ask(std::string_view request) {
    is_waiting_ = true;
    asked_at_ = Clock::now();
    send(request);
}

void Client::received(std::string_view bytes) {
    auto text = joined(begun_, bytes);
    auto size = message_bytes(text);
    if (size == 0) {
        keep(begun_, text);
        return;
    }
    if (!text.starts_with("HTTP/1.1 200 ")) throw Failure("the server answered " + first_line(text));
    begun_.clear();
    is_waiting_ = false;
    answered_(*this);
}

Browser::Browser(Loop& loop, std::uint16_t port, const std::string& target, Seen& seen)
    : Socket(loop, connect_to(port)), seen_(seen) {
    send("GET " + target +
         " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
}

void Browser::received(std::string_view bytes) {
    auto rest = joined(begun_, bytes);
    if (!is_open_) {
        auto head = rest.find("\r\n\r\n");
        if (head != npos) {
            if (!rest.starts_with("HTTP/1.1 101 ")) throw Failure("the handshake was answered " + first_line(rest));
            rest.remove_prefix(head + 4);
            is_open_ = true;
            ++seen_.opened;
        }
    }
    while (is_open_ && !rest.empty()) {
        auto after = take_frame(rest);
        if (after.size() == rest.size()) break;
        rest = after;
    }
    keep(begun_, rest);
}

/// What is left behind the first frame; all of it if that one isn't whole (RFC 6455, 5.2; a server doesn't mask).
std::string_view Browser::take_frame(std::string_view bytes) {
    auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])); };
    if (bytes.size() < 4) return bytes;
    std::size_t head = 2;
    auto size = byte(1);
    if (size == 126) {
        head = 4;
        size = byte(2) << 8U | byte(3);
    }
    if (size == 127) throw Failure("a frame of over 64 KiB");
    if (bytes.size() < head + size) return bytes;
    constexpr std::size_t whole_text = 0x81;
    constexpr std::size_t ping = 0x89;
    if (byte(0) == whole_text) {
        ++seen_.frames;
        seen_.frame_bytes += size;
    } else if (byte(0) != ping) {
        throw Failure("the server closed a websocket");
    }
    return bytes.substr(head + size);
}

class Bot::Call final : public Socket {
  public:
    Call(Loop& loop, int descriptor, std::size_t& calls) : Socket(loop, descriptor), calls_(calls) {}

    bool is_over() const { return is_over_; }

  private:
    void received(std::string_view bytes) override {
        static const std::string answer =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"text\":\"ok\"}";
        auto text = joined(begun_, bytes);
        auto size = message_bytes(text);
        if (size == 0) {
            keep(begun_, text);
            return;
        }
        begun_.clear();
        ++calls_;
        send(answer);
    }
    void ended() override {
        ignore();
        is_over_ = true;
    }

    std::size_t& calls_;
    std::string begun_;
    bool is_over_ = false;
};

Bot::Bot(Loop& loop, Listening listening) : Watched(loop, listening.descriptor), loop_(loop), port_(listening.port) {}

Bot::~Bot() = default;

void Bot::readable() {
    std::erase_if(connections_, [](const auto& connection) { return connection->is_over(); });
    int accepted = accept4(descriptor(), nullptr, nullptr, SOCK_CLOEXEC);
    if (accepted >= 0) connections_.push_back(std::make_unique<Call>(loop_, accepted, calls_));
}

}  // namespace bench
