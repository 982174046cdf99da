#include "dns_client.hpp"

#include <ares.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <cstring>
#include <unordered_map>
#include <utility>
#include <vector>

#include "address_order.hpp"
#include "dns_sockets.hpp"
#include "file_change.hpp"
#include "necsus/log.hpp"

namespace necsus {

namespace {

using boost::system::error_code;
using Answer = Resolver::Answer;
using Descriptor = asio::posix::basic_stream_descriptor<Executor>;

/// A server that says nothing is asked again after 1, 2 and 4 s; of several servers, the next one is.
constexpr int first_wait_ms = 1'000;
constexpr int rounds = 3;

/// Of each family; more than anybody tries to connect to.
constexpr int max_addresses = 16;

error_code error_of(int status) {
    switch (status) {
        case ARES_SUCCESS:
            return {};
        case ARES_ENOTFOUND:
        case ARES_ENODATA:
        case ARES_EBADNAME:
            return asio::error::host_not_found;
        case ARES_ETIMEOUT:
            return asio::error::timed_out;
        default:
            return asio::error::host_not_found_try_again;
    }
}

Answer answer_of(int status, const ares_addrinfo* found) {
    Answer answer;
    answer.error = error_of(status);
    if (answer.error) {
        answer.detail = ares_strerror(status);
        return answer;
    }
    answer.good_for = std::chrono::hours(24);
    auto at_most = [&](int ttl) {
        answer.good_for = std::min(answer.good_for, std::chrono::seconds(std::max(ttl, 0)));
    };
    for (const auto* alias = found->cnames; alias != nullptr; alias = alias->next) at_most(alias->ttl);
    int v4 = 0;
    int v6 = 0;
    for (const auto* node = found->nodes; node != nullptr; node = node->ai_next) {
        asio::ip::tcp::endpoint endpoint;
        auto& count = node->ai_family == AF_INET ? v4 : v6;
        if (node->ai_addrlen > endpoint.capacity() || ++count > max_addresses) continue;
        endpoint.resize(node->ai_addrlen);
        std::memcpy(endpoint.data(), node->ai_addr, node->ai_addrlen);
        answer.addresses.push_back(endpoint.address());
        at_most(node->ai_ttl);
    }
    order_by_preference(answer.addresses);
    if (answer.addresses.empty()) answer.error = asio::error::host_not_found;
    return answer;
}

}  // namespace

/// Handlers that the loop still has may outlive it, and hold it weakly.
struct DnsClient::Channel : std::enable_shared_from_this<Channel> {
    struct Question {
        std::weak_ptr<Channel> channel;
        std::string host;
        Family family;
        std::function<void(Answer)> done;
    };

    /// A socket of c-ares while c-ares has it open.
    struct Socket {
        Socket(Executor executor, int fd) : descriptor(executor, fd) {}

        struct Direction {
            bool wanted = false;
            bool waiting = false;
        };

        Descriptor descriptor;
        bool open = true;
        Direction reading, writing;
    };

    Channel(Executor executor_in, std::string name_servers_in, std::string resolv_conf)
        : executor(executor_in),
          name_servers(std::move(name_servers_in)),
          settings(std::move(resolv_conf)),
          timer(executor_in) {}
    ~Channel() {
        try {
            close();
        } catch (const std::exception&) {
            log_failure("closing the name servers' channel", std::current_exception());  // no memory to do it in order
        }
    }
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    void open();
    void close();
    /// What was asked of name servers that are no longer ours is asked of the new ones.
    void reopen_if_changed();
    void ask(std::unique_ptr<Question> question);
    void answered(std::unique_ptr<Question> question, int status, ares_addrinfo* found);

    void want(int fd, bool read, bool write);
    void wait_for(const std::shared_ptr<Socket>& socket, int fd, bool write);
    void process(int read_fd, int write_fd);
    void set_timer();

    Executor executor;
    std::string name_servers;
    FileChange settings;
    Timer timer;
    ares_channel ares = nullptr;
    std::unordered_map<int, std::shared_ptr<Socket>> sockets;
    std::vector<std::unique_ptr<Question>> to_ask_again;
};

void DnsClient::Channel::open() {
    ares_options options{};
    std::string only_dns = "b";  // the hosts file is read elsewhere, and not anew for each name
    auto path = settings.path();
    options.timeout = first_wait_ms;
    options.tries = rounds;
    options.lookups = only_dns.data();
    options.resolvconf_path = path.data();
    options.sock_state_cb_data = this;
    options.sock_state_cb = [](void* self, int fd, int readable, int writable) {
        static_cast<Channel*>(self)->want(fd, readable != 0, writable != 0);
    };
    auto failed = ares_init_options(
        &ares, &options,
        ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS | ARES_OPT_RESOLVCONF | ARES_OPT_SOCK_STATE_CB);
    if (failed == ARES_SUCCESS) ares_set_socket_functions(ares, &dns_socket_functions, nullptr);
    if (failed == ARES_SUCCESS && !name_servers.empty()) {
        failed = ares_set_servers_ports_csv(ares, name_servers.c_str());
    }
    if (failed == ARES_SUCCESS) return;
    log_event(LogLevel::error, "name_servers_unusable", {{"error", ares_strerror(failed)}});
    close();
}

void DnsClient::Channel::close() {
    if (ares != nullptr) ares_destroy(std::exchange(ares, nullptr));
    timer.cancel();
}

void DnsClient::Channel::reopen_if_changed() {
    if (!settings.happened() && ares != nullptr) return;
    close();
    open();
    for (auto& question : std::exchange(to_ask_again, {})) ask(std::move(question));
}

void DnsClient::Channel::ask(std::unique_ptr<Question> question) {
    if (ares == nullptr) return answered(std::move(question), ARES_ENOTINITIALIZED, nullptr);
    ares_addrinfo_hints hints{};
    hints.ai_family = question->family == Family::any ? AF_UNSPEC : AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = ARES_AI_NOSORT;
    auto host = question->host;  // of its own: the question may be answered, and gone, before this returns
    auto done = [](void* asked, int status, int, ares_addrinfo* found) {
        std::unique_ptr<Question> own(static_cast<Question*>(asked));
        auto channel = own->channel.lock();
        if (channel) channel->answered(std::move(own), status, found);
        if (found != nullptr) ares_freeaddrinfo(found);
    };
    ares_getaddrinfo(ares, host.c_str(), nullptr, &hints, done, question.release());
    set_timer();
}

void DnsClient::Channel::answered(std::unique_ptr<Question> question, int status, ares_addrinfo* found) {
    if (status == ARES_EDESTRUCTION) {
        to_ask_again.push_back(std::move(question));
        return;
    }
    // Not here: c-ares is in the middle of its work, and who gets the answer may ask again.
    asio::post(executor, [done = std::move(question->done), answer = answer_of(status, found)] { done(answer); });
}

void DnsClient::Channel::want(int fd, bool read, bool write) {
    if (!read && !write) {  // c-ares is about to close it
        auto found = sockets.find(fd);
        if (found == sockets.end()) return;
        found->second->open = false;
        found->second->descriptor.release();
        sockets.erase(found);
        return;
    }
    auto& socket = sockets[fd];
    if (!socket) socket = std::make_shared<Socket>(executor, fd);
    socket->reading.wanted = read;
    socket->writing.wanted = write;
    wait_for(socket, fd, false);
    wait_for(socket, fd, true);
}

void DnsClient::Channel::wait_for(const std::shared_ptr<Socket>& socket, int fd, bool write) {
    auto& direction = write ? socket->writing : socket->reading;
    if (!socket->open || !direction.wanted || direction.waiting) return;
    direction.waiting = true;
    auto ready = [weak = weak_from_this(), socket, fd, write](error_code error) {
        (write ? socket->writing : socket->reading).waiting = false;
        auto self = weak.lock();
        if (error || !self || !socket->open) return;
        self->process(write ? ARES_SOCKET_BAD : fd, write ? fd : ARES_SOCKET_BAD);
        self->wait_for(socket, fd, write);
    };
    socket->descriptor.async_wait(write ? Descriptor::wait_write : Descriptor::wait_read, std::move(ready));
}

void DnsClient::Channel::process(int read_fd, int write_fd) {
    ares_process_fd(ares, read_fd, write_fd);
    set_timer();
}

void DnsClient::Channel::set_timer() {
    timeval left{};
    if (ares_timeout(ares, nullptr, &left) == nullptr) {
        timer.cancel();
        return;
    }
    timer.expires_after(std::chrono::seconds(left.tv_sec) + std::chrono::microseconds(left.tv_usec));
    timer.async_wait([weak = weak_from_this()](error_code error) {
        auto self = weak.lock();
        if (error || !self || self->ares == nullptr) return;
        self->reopen_if_changed();
        if (self->ares != nullptr) self->process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    });
}

DnsClient::DnsClient(Executor executor, std::string name_servers, std::string resolv_conf)
    : channel_(std::make_shared<Channel>(executor, std::move(name_servers), std::move(resolv_conf))) {
    std::erase(channel_->name_servers, ' ');  // c-ares wants none
    ares_library_init(ARES_LIB_INIT_ALL);
}

DnsClient::~DnsClient() {
    channel_.reset();
    ares_library_cleanup();
}

void DnsClient::ask(const std::string& host, Family family, std::function<void(Answer)> done) {
    channel_->reopen_if_changed();
    channel_->ask(std::make_unique<Channel::Question>(Channel::Question{channel_, host, family, std::move(done)}));
}

}  // namespace necsus
